/* SPDX-License-Identifier: MIT */
#include "harness/sampling/preemption.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <time.h>

/* A thread that sleeps leaves its core. Both mechanisms see that. */
Test(preemption, a_sleep_is_seen)
{
    preemption_arm();
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    cr_expect(preemption_happened());
}

/* As when the cpuset of a process changes while it runs. */
Test(preemption, a_thread_on_another_cpu_has_strayed)
{
    int cpu = sched_getcpu();
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    cr_expect_not(preemption_strayed(), "it may be anywhere");
    cr_assert_eq(sched_setaffinity(0, sizeof here, &here), 0);
    preemption_stay_on(cpu);
    cr_expect_not(preemption_strayed());
    preemption_stay_on(cpu + 1);
    cr_expect(preemption_strayed());
    preemption_stay_on(-1);
    cr_expect_not(preemption_strayed());
}

/* A few instructions are rarely interrupted: one quiet try of many is enough. */
Test(preemption, nothing_is_seen_when_nothing_happens)
{
    int quiet = 0;
    for (int i = 0; i < 10000 && !quiet; i++) {
        preemption_arm();
        quiet = !preemption_happened();
    }
    cr_expect(quiet);
}

Test(preemption, arming_forgets)
{
    int quiet = 0;
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    for (int i = 0; i < 10000 && !quiet; i++) {
        preemption_arm();
        quiet = !preemption_happened();
    }
    cr_expect(quiet);
}
