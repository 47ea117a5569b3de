/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct counter_list counters_default = {
    .count = 8,
    .names = { "cycles", "instructions", "branch-misses", "L1-dcache-load-misses",
               "LLC-load-misses", "dTLB-load-misses", "page-faults", "context-switches" },
};

static int encode(const char *name, struct perf_event_attr *attr)
{
    pfm_perf_encode_arg_t arg = { .attr = attr, .size = sizeof arg };
    memset(attr, 0, sizeof *attr);
    attr->size = sizeof *attr;
    return pfm_get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT, &arg);
}

int counters_check(const char *name)
{
    struct perf_event_attr attr;
    if (pfm_initialize() != PFM_SUCCESS)
        return -EIO;
    return encode(name, &attr) == PFM_SUCCESS ? 0 : -ENOENT;
}

static int perf_open(struct perf_event_attr *attr, int group)
{
    return (int) syscall(SYS_perf_event_open, attr, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
}

/* These happen inside the kernel: counted in user space only they are always 0. */
static int is_kernels(const struct perf_event_attr *attr)
{
    return attr->type == PERF_TYPE_SOFTWARE && (attr->config == PERF_COUNT_SW_CONTEXT_SWITCHES ||
                                                attr->config == PERF_COUNT_SW_CPU_MIGRATIONS);
}

static long read_number(const char *path, const char *key, long otherwise)
{
    FILE *file = fopen(path, "re");
    char line[256];
    long number = otherwise;
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            number = strtol(line + strlen(key), NULL, 10);
            break;
        }
    }
    if (file)
        fclose(file);
    return number;
}

/* The kernel says ENOENT both for "no PMU" and for "not this event". */
static int machine_has_pmu(void)
{
    struct perf_event_attr attr;
    const char *always[] = { "cycles", "instructions" };
    for (size_t i = 0; i < 2; i++) {
        if (encode(always[i], &attr) != PFM_SUCCESS)
            continue;
        int fd = perf_open(&attr, -1);
        if (fd >= 0)
            close(fd);
        if (fd >= 0 || (errno != ENOENT && errno != EOPNOTSUPP && errno != ENODEV))
            return 1;
    }
    return 0;
}

static void explain(int error, const struct perf_event_attr *attr, char *out, size_t size)
{
    long paranoid = read_number("/proc/sys/kernel/perf_event_paranoid", "", 2);
    int filtered = read_number("/proc/self/status", "Seccomp:", 0) != 0;
    if ((error == EPERM || error == ENOSYS) && filtered)
        snprintf(out, size, "seccomp forbids perf_event_open");
    else if (error == ENOSYS)
        snprintf(out, size, "this kernel has no perf events");
    else if (error == EACCES || error == EPERM)
        snprintf(out, size, "perf_event_paranoid=%ld forbids it", paranoid);
    else if (attr->type != PERF_TYPE_SOFTWARE && !machine_has_pmu())
        snprintf(out, size, "no PMU: this machine offers no hardware counters");
    else if (error == ENOENT || error == EOPNOTSUPP || error == ENODEV || error == EINVAL)
        snprintf(out, size, "event unknown to this CPU");
    else
        snprintf(out, size, "perf_event_open: %s", strerror(error));
}

/* Adds to the last group, or leads a new one when it does not fit there. */
static void open_one(struct counter_set *set, struct counter *counter, struct perf_event_attr *attr)
{
    attr->read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    attr->exclude_kernel = !is_kernels(attr);
    attr->exclude_hv = 1;
    int last = set->groups - 1;
    if (last >= 0) {
        attr->disabled = 0;
        counter->fd = perf_open(attr, set->leaders[last]);
        counter->group = last;
    }
    if (counter->fd < 0) {
        attr->disabled = 1;
        counter->fd = perf_open(attr, -1);
        if (counter->fd < 0) {
            explain(errno, attr, counter->reason, sizeof counter->reason);
            return;
        }
        counter->group = set->groups;
        set->leaders[set->groups++] = counter->fd;
    }
    counter->place = set->sizes[counter->group]++;
}

int counters_open(struct counter_set *set, const struct counter_list *list)
{
    memset(set, 0, sizeof *set);
    set->count = list->count;
    int broken = list->count > 0 && pfm_initialize() != PFM_SUCCESS;
    for (size_t i = 0; i < list->count; i++) {
        struct counter *counter = &set->counters[i];
        struct perf_event_attr attr;
        counter->fd = -1;
        if (broken)
            snprintf(counter->reason, sizeof counter->reason, "libpfm4 does not start");
        else if (encode(list->names[i], &attr) != PFM_SUCCESS)
            snprintf(counter->reason, sizeof counter->reason, "event unknown to this CPU");
        else
            open_one(set, counter, &attr);
    }
    return broken ? -EIO : 0;
}

void counters_close(struct counter_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->counters[i].fd >= 0)
            close(set->counters[i].fd);
    memset(set, 0, sizeof *set);
}

void counters_select(struct counter_set *set, int group)
{
    for (int g = 0; g < set->groups; g++)
        ioctl(set->leaders[g], g == group ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE,
              PERF_IOC_FLAG_GROUP);
}

/* Layout of a group's reading: perf_event_open(2), "Reading results". */
void counters_read(const struct counter_set *set, int group, struct counter_reading *reading)
{
    uint64_t buffer[3 + COUNTERS_MAX] = { 0 };
    *reading = (struct counter_reading){ 0 };
    if (group >= set->groups || read(set->leaders[group], buffer, sizeof buffer) < 24)
        return;
    reading->enabled = buffer[1];
    reading->running = buffer[2];
    memcpy(reading->values, buffer + 3, sizeof reading->values);
}

double counters_between(const struct counter_set *set, size_t i, int group,
                        const struct counter_reading *from, const struct counter_reading *to)
{
    const struct counter *counter = &set->counters[i];
    if (counter->fd < 0 || counter->group != group || to->enabled == from->enabled ||
        to->enabled - from->enabled != to->running - from->running)
        return NAN;
    return (double) (to->values[counter->place] - from->values[counter->place]);
}
