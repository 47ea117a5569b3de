/* SPDX-License-Identifier: MIT */
#include "harness/base/affinity.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

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

enum { ALL_BOUND = 1, FOUND_ELSEWHERE = 2, FOUND_FREED = 4 };

/* What affinity_check_threads finds in a process of two threads: a new thread has the
 * binding of the thread that made it, until it is unbound. */
static int check_two_threads(unsigned cpu, const cpu_set_t *all)
{
    pthread_t thread;
    pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
    int found = 0;
    pthread_mutex_lock(&end);
    if (affinity_bind(cpu) != 0 || pthread_create(&thread, NULL, wait_for_end, &end) != 0)
        return 0;
    found |= affinity_check_threads(cpu) == 0 ? ALL_BOUND : 0;
    found |= affinity_check_threads(cpu + 1) == -ENODEV ? FOUND_ELSEWHERE : 0;
    if (pthread_setaffinity_np(thread, sizeof *all, all) == 0 && CPU_COUNT(all) > 1)
        found |= affinity_check_threads(cpu) == -EXDEV ? FOUND_FREED : 0;
    pthread_mutex_unlock(&end);
    pthread_join(thread, NULL);
    return found;
}

/* In a process of its own, because Criterion's process has more threads. */
Test(affinity, a_thread_that_is_elsewhere_is_found)
{
    cpu_set_t all;
    int status;
    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(check_two_threads((unsigned) sched_getcpu(), &all));
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status),
                 ALL_BOUND | FOUND_ELSEWHERE | (CPU_COUNT(&all) > 1 ? FOUND_FREED : 0), "%d",
                 WEXITSTATUS(status));
}

Test(affinity, a_cpu_that_is_not_there_is_refused)
{
    cr_expect_eq(affinity_bind(60000), -ENODEV);
    cr_expect_eq(affinity_bind(1u << 31), -ENODEV);
}
