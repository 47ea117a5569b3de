/* SPDX-License-Identifier: MIT */
#include "perf.h"

#include "harness/base/knob.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_event(struct perf_event_attr *attr, int cpu, int leader)
{
    long fd = syscall(SYS_perf_event_open, attr, 0, cpu, leader, PERF_FLAG_FD_CLOEXEC);
    return fd < 0 ? -errno : (int) fd;
}

static int control_group(int fd, unsigned long request)
{
    return ioctl(fd, request, PERF_IOC_FLAG_GROUP) == 0 ? 0 : -errno;
}

static int read_group(int fd, uint64_t *buffer, size_t bytes)
{
    ssize_t got = read(fd, buffer, bytes);
    return got < 0 ? -errno : (int) got;
}

static struct perf_event_mmap_page *map_event(int fd)
{
    void *page = mmap(NULL, (size_t) sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED, fd, 0);
    return page == MAP_FAILED ? NULL : page;
}

static void unmap_event(struct perf_event_mmap_page *page)
{
    munmap(page, (size_t) sysconf(_SC_PAGESIZE));
}

static void close_event(int fd)
{
    close(fd);
}

#if defined(__x86_64__)
/* The fence keeps the CPU from reading the counter before earlier instructions have
 * finished. */
static uint64_t read_counter(unsigned number)
{
    uint32_t low, high;
    __asm__ volatile("lfence\n\trdpmc" : "=a"(low), "=d"(high) : "c"(number) : "memory");
    return (uint64_t) high << 32 | low;
}
#define READ_COUNTER read_counter
#elif defined(__aarch64__)
/* One case for each counter, because the register's number is part of the instruction. 31
 * is the cycle counter. */
#define CASE(n)                                                                                    \
    case n:                                                                                        \
        __asm__ volatile("mrs %0, pmevcntr" #n "_el0" : "=r"(value));                              \
        break
#define CASES_4(a, b, c, d)                                                                        \
    CASE(a);                                                                                       \
    CASE(b);                                                                                       \
    CASE(c);                                                                                       \
    CASE(d)

static uint64_t read_counter(unsigned number)
{
    uint64_t value = 0;
    __asm__ volatile("isb" ::: "memory");
    switch (number) {
        CASES_4(0, 1, 2, 3);
        CASES_4(4, 5, 6, 7);
        CASES_4(8, 9, 10, 11);
        CASES_4(12, 13, 14, 15);
        CASES_4(16, 17, 18, 19);
        CASES_4(20, 21, 22, 23);
        CASES_4(24, 25, 26, 27);
        CASE(28);
        CASE(29);
        CASE(30);
    default:
        __asm__ volatile("mrs %0, pmccntr_el0" : "=r"(value));
    }
    return value;
}
#define READ_COUNTER read_counter
#else
#define READ_COUNTER NULL
#endif

struct perf_kernel perf_kernel = {
    open_event, control_group, read_group, map_event, unmap_event, close_event, READ_COUNTER,
};

int perf_read_page(const struct perf_event_mmap_page *page, uint64_t *value, uint64_t *lost)
{
    const volatile struct perf_event_mmap_page *p = page;
    uint32_t sequence, index;
    if (!p || !perf_kernel.counter || !p->cap_user_rdpmc)
        return -EAGAIN;
    do { /* the kernel changes `lock` whenever it changes the page */
        sequence = p->lock;
        atomic_signal_fence(memory_order_seq_cst);
        index = p->index;
        *lost = p->time_enabled - p->time_running;
        *value = (uint64_t) p->offset;
        if (index != 0) {
            unsigned unused = 64U - p->pmc_width;
            int64_t count = (int64_t) (perf_kernel.counter(index - 1) << unused) >> unused;
            *value += (uint64_t) count;
        }
        atomic_signal_fence(memory_order_seq_cst);
    } while (p->lock != sequence);
    return index != 0 ? 0 : -EAGAIN;
}

/* The kernel returns ENOENT both for "no PMU" and for "this PMU lacks the event". */
void perf_explain(int error, const struct perf_event_attr *attr, const struct pmu *pmu, char *out,
                  size_t size)
{
    char seccomp[16];
    long paranoid = knob_number("", 2, "/proc/sys/kernel/perf_event_paranoid");
    knob_value("", "/proc/self/status", "Seccomp", seccomp, sizeof seccomp);
    int filtered = strtol(seccomp, NULL, 10) != 0;
    int needs_pmu = attr->type != PERF_TYPE_SOFTWARE && attr->type != PERF_TYPE_TRACEPOINT;
    if ((error == EPERM || error == ENOSYS) && filtered)
        snprintf(out, size, "seccomp forbids perf_event_open");
    else if (error == ENOSYS)
        snprintf(out, size, "this kernel has no perf events");
    else if (error == EACCES || error == EPERM)
        snprintf(out, size, "perf_event_paranoid=%ld forbids it", paranoid);
    else if (needs_pmu && !pmu->name[0] && pmu->kinds > 0)
        snprintf(out, size, "no PMU: this kind of core has no hardware counters, others do");
    else if (needs_pmu && !pmu->name[0])
        snprintf(out, size, "no PMU: this machine offers no hardware counters");
    else if (error == ENOENT || error == EOPNOTSUPP || error == ENODEV || error == EINVAL)
        snprintf(out, size, "event unknown to this CPU");
    else
        snprintf(out, size, "perf_event_open: %s", strerror(error));
}
