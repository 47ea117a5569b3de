/* SPDX-License-Identifier: MIT */
#include "counters.h"

#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "harness/scenario.h"
#include "perf.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

enum { TRIAL_ROUNDS = 2000, COST_TRIES = 31 };

const struct counter_list counters_default = {
    .count = 9,
    .names = { "cycles", "instructions", "ref-cycles", "branch-misses", "L1-dcache-load-misses",
               "LLC-load-misses", "dTLB-load-misses", "page-faults", "context-switches" },
};

/* ---- one event into a group ---- */

/* A loop to be counted: it has instructions, cycles, branches, loads and stores. */
static NOIPA void run_loop(void)
{
    volatile unsigned slot = 0;
    for (unsigned i = 0; i < TRIAL_ROUNDS; i++)
        slot = slot + i;
}

/* Layout of a group's reading: perf_event_open(2), "Reading results". */
static void read_by_kernel(const struct counter_group *group, struct counter_reading *reading)
{
    uint64_t buffer[3 + COUNTERS_MAX] = { 0 };
    int wanted = (int) ((3 + (size_t) group->size) * sizeof *buffer);
    reading->good = perf_kernel.read(group->leader, buffer, sizeof buffer) == wanted;
    reading->lost = buffer[1] - buffer[2];
    reading->running = buffer[2];
    memcpy(reading->values, buffer + 3, sizeof reading->values);
}

static void read_by_page(const struct counter_set *set, const struct counter_group *group,
                         struct counter_reading *reading)
{
    uint64_t lost;
    reading->good = 1;
    reading->running = 0;
    for (int place = 0; place < group->size; place++) {
        const struct counter *counter = &set->counters[group->members[place]];
        reading->good &= perf_read_page(counter->page, &reading->values[place], &lost) == 0;
        if (place == 0)
            reading->lost = lost;
    }
}

/* Counts a loop with the group, whose newest member is counter `i`. -EBUSY: the kernel did
 * not schedule the group all the time. -ENODATA: the counter reads 0 although that is
 * impossible. *by_page gets whether the counter's page gives the same count. */
static int try_group(struct counter_set *set, struct counter_group *group, size_t i, int *by_page)
{
    const struct counter *counter = &set->counters[i];
    struct counter_reading from, to;
    uint64_t before = 0, after = 0, lost;
    read_by_kernel(group, &from);
    perf_kernel.control(group->leader, PERF_EVENT_IOC_ENABLE);
    run_loop();
    *by_page = perf_read_page(counter->page, &before, &lost) == 0;
    read_by_kernel(group, &to);
    *by_page &= perf_read_page(counter->page, &after, &lost) == 0;
    perf_kernel.control(group->leader, PERF_EVENT_IOC_DISABLE);
    uint64_t value = to.values[group->size - 1];
    *by_page &= before <= value && value <= after;
    if (!from.good || !to.good || to.lost != from.lost || to.running == from.running)
        return -EBUSY;
    return counter->event.certain && value == 0 ? -ENODATA : 0;
}

/* Opens a counter. On Arm, kernels before 6.2 refuse the PMU's type in a generic event, but
 * find the PMU by the CPU. */
static int open_kind(const struct counter_set *set, struct perf_event_attr *attr, int leader)
{
    int fd = perf_kernel.open(attr, set->cpu, leader);
    int generic = attr->type == PERF_TYPE_HARDWARE || attr->type == PERF_TYPE_HW_CACHE;
    if (fd != -ENOENT || !generic || attr->config >> 32 == 0)
        return fd;
    attr->config &= UINT32_MAX;
    return perf_kernel.open(attr, set->cpu, leader);
}

static int open_event(const struct counter_set *set, struct counter *counter, int leader)
{
    struct perf_event_attr *attr = &counter->event.attr;
    attr->read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    attr->disabled = leader < 0;
    if (set->pmu.user_access && !counter->event.software)
        attr->config1 |= 2; /* arm64: let user space read it */
    int fd = open_kind(set, attr, leader);
    if (fd < 0 && attr->config1 & 2) {
        attr->config1 &= ~UINT64_C(2);
        fd = open_kind(set, attr, leader);
    }
    return fd;
}

static void close_counter(struct counter *counter)
{
    if (counter->page)
        perf_kernel.unmap(counter->page);
    if (counter->fd >= 0)
        perf_kernel.close(counter->fd);
    counter->page = NULL;
    counter->fd = -1;
}

/* Makes counter `i` a member of group `g`, a new one if it has no members. */
static int join(struct counter_set *set, size_t i, int g)
{
    struct counter *counter = &set->counters[i];
    struct counter_group *group = &set->group[g];
    int first = group->size == 0, by_page;
    int fd = open_event(set, counter, first ? -1 : group->leader);
    if (fd < 0)
        return fd;
    counter->fd = fd;
    counter->page = counter->event.software ? NULL : perf_kernel.map(fd);
    counter->group = g;
    counter->place = group->size;
    if (first)
        *group = (struct counter_group){ .leader = fd,
                                         .software = counter->event.software,
                                         .by_page = 1 };
    group->members[group->size++] = i;
    int error = try_group(set, group, i, &by_page);
    if (error) {
        group->size--;
        close_counter(counter);
        return error;
    }
    group->by_page &= by_page;
    return 0;
}

/* ---- all events ---- */

static void explain(int error, const struct counter_set *set, struct counter *counter)
{
    char *out = counter->reason;
    size_t size = sizeof counter->reason;
    if (error == -ENODATA)
        snprintf(out, size, "counts nothing on this machine: 0 for a loop that ran");
    else if (error == -EBUSY)
        snprintf(out, size, "never on the PMU: others hold its counters");
    else
        perf_explain(-error, &counter->event.attr, &set->pmu, out, size);
}

/* Puts a counter into the first group that accepts it. Software events need no PMU and get
 * groups of their own, so that the other groups can be read without the kernel. */
static void place(struct counter_set *set, size_t i)
{
    struct counter *counter = &set->counters[i];
    int error = -EBUSY;
    for (int g = 0; g < set->groups && error && error != -ENODATA; g++)
        if (set->group[g].software == counter->event.software)
            error = join(set, i, g);
    if (error && error != -ENODATA) {
        error = join(set, i, set->groups);
        set->groups += error == 0;
    }
    if (error)
        explain(error, set, counter);
}

/* Measures what reading itself adds to the counts. */
static void measure_reading(struct counter_set *set, int g)
{
    double ns[COST_TRIES], counts[COUNTERS_MAX][COST_TRIES];
    struct counter_group *group = &set->group[g];
    uint64_t clock = clock_cost();
    counters_select(set, g);
    for (int t = 0; t < COST_TRIES; t++) {
        struct counter_reading from, to;
        counters_read(set, g, &from);
        uint64_t start = clock_now();
        counters_read(set, g, &to);
        ns[t] = (double) (clock_now() - start) - (double) clock;
        counters_read(set, g, &from);
        counters_read(set, g, &to);
        for (int p = 0; p < group->size; p++)
            counts[p][t] = (double) (to.values[p] - from.values[p]);
    }
    group->read_ns = stats_median(ns, COST_TRIES);
    for (int p = 0; p < group->size; p++)
        set->counters[group->members[p]].read_cost = stats_median(counts[p], COST_TRIES);
}

void counters_open(struct counter_set *set, const struct counter_plan *plan)
{
    memset(set, 0, sizeof *set);
    set->count = plan->count;
    set->cpu = sched_getcpu();
    set->pmu = plan->pmu;
    for (size_t i = 0; i < plan->count; i++) {
        struct counter *counter = &set->counters[i];
        counter->fd = -1;
        counter->event = plan->events[i];
        if (plan->errors[i])
            snprintf(counter->reason, sizeof counter->reason,
                     plan->errors[i] == -EIO      ? "libpfm4 does not start"
                     : plan->errors[i] == -ENODEV ? "libpfm4 finds no PMU: no /proc or no /sys"
                                                  : "event unknown to this CPU");
        else
            place(set, i);
    }
    for (int g = 0; g < set->groups; g++)
        measure_reading(set, g);
    counters_select(set, -1);
}

void counters_close(struct counter_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        close_counter(&set->counters[i]);
    memset(set, 0, sizeof *set);
}

void counters_describe(const struct counter_set *set, struct counter_facts *facts)
{
    *facts = (struct counter_facts){ .groups = set->groups };
    memcpy(facts->pmu, set->pmu.name, sizeof facts->pmu);
    for (int g = 0; g < set->groups; g++) {
        facts->group[g].by_page = set->group[g].by_page;
        facts->group[g].read_ns = set->group[g].read_ns;
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct counter *counter = &set->counters[i];
        facts->counter[i].group = counter->fd < 0 ? -1 : counter->group;
        facts->counter[i].steady = counter->event.steady;
        facts->counter[i].read_cost = counter->read_cost;
    }
}

void counters_select(struct counter_set *set, int group)
{
    for (int g = 0; g < set->groups; g++)
        if (g != group)
            perf_kernel.control(set->group[g].leader, PERF_EVENT_IOC_DISABLE);
    if (group >= 0 && group < set->groups)
        perf_kernel.control(set->group[group].leader, PERF_EVENT_IOC_ENABLE);
}

void counters_read(const struct counter_set *set, int group, struct counter_reading *reading)
{
    if (group < 0 || group >= set->groups)
        *reading = (struct counter_reading){ 0 };
    else if (set->group[group].by_page)
        read_by_page(set, &set->group[group], reading);
    else
        read_by_kernel(&set->group[group], reading);
}

/* A group that the kernel reads must also have been on the PMU: a group that is not enabled
 * has no lost time either. */
double counters_between(const struct counter_set *set, size_t i, int group,
                        const struct counter_reading *from, const struct counter_reading *to)
{
    const struct counter *counter = &set->counters[i];
    if (counter->fd < 0 || counter->group != group || !from->good || !to->good)
        return NAN;
    if (to->lost != from->lost || (!set->group[group].by_page && to->running == from->running))
        return NAN;
    return (double) (to->values[counter->place] - from->values[counter->place]);
}
