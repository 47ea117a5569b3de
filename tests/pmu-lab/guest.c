/* SPDX-License-Identifier: MIT
 *
 * What can only be seen from inside one process, in the emulated machine: a
 * PMU that is shared.
 *
 *   pmu-guest shared    counts while rivals make the kernel multiplex
 *   pmu-guest rival S   keeps CPU 0's counters busy for S seconds
 */
#include "harness/base/clock.h"
#include "harness/counters/counters.h"
#include "harness/counters/perf.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RIVALS = 12, LOOPS = 1000, INST_RETIRED = 8 };

/* Two instructions a round. */
static __attribute__((noipa)) void run_loop(uint64_t rounds)
{
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(rounds) : : "cc");
}

static void spin(uint64_t ns)
{
    uint64_t end = clock_now() + ns;
    while (clock_now() < end)
        run_loop(LOOPS);
}

/* Counters that compete for the PMU: of this thread, or of CPU 0. */
static int open_rivals(int *fds, int cpu)
{
    struct perf_event_attr attr = { .type = PERF_TYPE_RAW,
                                    .size = sizeof attr,
                                    .config = INST_RETIRED };
    for (int i = 0; i < RIVALS; i++) {
        fds[i] = (int) syscall(SYS_perf_event_open, &attr, cpu < 0 ? 0 : -1, cpu, -1, 0);
        if (fds[i] < 0)
            return -1;
    }
    return 0;
}

static double count_loop(struct counter_set *set, size_t i)
{
    struct counter_reading at[3];
    counters_select(set, set->counters[i].group);
    counters_read(set, 0, &at[0]);
    run_loop(1);
    counters_read(set, 0, &at[1]);
    run_loop(LOOPS + 1);
    counters_read(set, 0, &at[2]);
    return counters_between(set, i, 0, &at[1], &at[2]) -
           counters_between(set, i, 0, &at[0], &at[1]);
}

static int count_shared(void)
{
    struct counter_set set;
    struct counter_list list = { .count = 1, .names = { "instructions" } };
    struct counter_reading from, to;
    int fds[RIVALS];
    struct counter_plan plan;
    counters_plan(&list, 0, &plan);
    counters_open(&set, &plan);
    if (set.counters[0].fd < 0) {
        printf("instructions: %s\n", set.counters[0].reason);
        return 1;
    }
    printf("by_page %d\nalone %g\n", set.group[0].by_page, count_loop(&set, 0));
    counters_read(&set, 0, &from);
    if (open_rivals(fds, -1) != 0)
        return 1;
    spin(60000000);
    counters_read(&set, 0, &to);
    double count = counters_between(&set, 0, 0, &from, &to);
    uint64_t times[8] = { 0 };
    perf_kernel.read(set.group[0].leader, times, sizeof times);
    printf("multiplexed %d\nshared %g\n", times[1] > times[2], count);
    for (int i = 0; i < RIVALS; i++)
        close(fds[i]);
    spin(20000000); /* the kernel comes back to us at its next tick */
    printf("alone_again %g\n", count_loop(&set, 0));
    counters_close(&set);
    return 0;
}

int main(int argc, char **argv)
{
    cpu_set_t first;
    int fds[RIVALS];
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof first, &first);
    if (argc > 1 && strcmp(argv[1], "shared") == 0)
        return count_shared();
    if (argc < 3 || open_rivals(fds, 0) != 0)
        return 1;
    sleep((unsigned) atoi(argv[2]));
    return 0;
}
