/* SPDX-License-Identifier: MIT */
#include "harness/base/affinity.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>

Test(affinity, binds_to_the_cpu_it_is_on)
{
    cpu_set_t set;
    int cpu = sched_getcpu();
    cr_assert_eq(affinity_bind((unsigned) cpu), 0);
    cr_assert_eq(sched_getaffinity(0, sizeof set, &set), 0);
    cr_expect_eq(CPU_COUNT(&set), 1);
    cr_expect(CPU_ISSET(cpu, &set));
    cr_expect_eq(sched_getcpu(), cpu);
}

static void *wait_for_end(void *end)
{
    pthread_mutex_lock(end);
    return NULL;
}

/* A thread has its maker's binding from its first moment on. */
Test(affinity, a_thread_that_is_elsewhere_is_found)
{
    pthread_t thread;
    pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
    cpu_set_t all;
    unsigned cpu = (unsigned) sched_getcpu();
    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    cr_assert_eq(affinity_bind(cpu), 0);
    pthread_mutex_lock(&end);
    cr_assert_eq(pthread_create(&thread, NULL, wait_for_end, &end), 0);
    cr_expect_eq(affinity_check_threads(cpu), 0);
    cr_expect_eq(affinity_check_threads(cpu + 1), -EXDEV);
    cr_assert_eq(pthread_setaffinity_np(thread, sizeof all, &all), 0);
    if (CPU_COUNT(&all) > 1)
        cr_expect_eq(affinity_check_threads(cpu), -EXDEV);
    pthread_mutex_unlock(&end);
    pthread_join(thread, NULL);
}

Test(affinity, a_cpu_that_is_not_there_is_refused)
{
    cr_expect_eq(affinity_bind(60000), -ENODEV);
    cr_expect_eq(affinity_bind(1u << 31), -ENODEV);
}
