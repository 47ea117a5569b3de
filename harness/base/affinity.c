/* SPDX-License-Identifier: MIT */
#include "affinity.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

enum { CPUS_MOST = 1 << 16 };

/* Room for CPUS_MOST CPUs, on the stack: a worker's malloc may be one that does not work. */
struct cpus {
    cpu_set_t sets[CPUS_MOST / CPU_SETSIZE];
};

/* Whether a thread, 0 for the calling one, may run on `cpu` and nowhere else. `set` is
 * scratch. */
static int is_bound(pid_t thread, unsigned cpu, cpu_set_t *set, size_t size)
{
    return sched_getaffinity(thread, size, set) == 0 && CPU_COUNT_S(size, set) == 1 &&
           CPU_ISSET_S(cpu, size, set);
}

int affinity_bind(unsigned cpu)
{
    if (cpu >= CPUS_MOST)
        return -ENODEV;
    struct cpus cpus;
    cpu_set_t *set = cpus.sets;
    size_t size = sizeof cpus;
    CPU_ZERO_S(size, set);
    CPU_SET_S(cpu, size, set);
    int error = sched_setaffinity(0, size, set) == 0 ? 0 : errno == EINVAL ? -ENODEV : -errno;
    if (!error && (!is_bound(0, cpu, set, size) || sched_getcpu() != (int) cpu))
        error = -EXDEV;
    return error;
}

/* -EXDEV for the first thread that is elsewhere; one that has ended meanwhile is not. */
static int check_each(DIR *threads, unsigned cpu, cpu_set_t *set, size_t size)
{
    for (struct dirent *entry = readdir(threads); entry; entry = readdir(threads)) {
        pid_t thread = (pid_t) strtol(entry->d_name, NULL, 10);
        errno = 0;
        if (thread > 0 && !is_bound(thread, cpu, set, size) && errno != ESRCH)
            return -EXDEV;
    }
    return 0;
}

int affinity_check_threads(unsigned cpu)
{
    DIR *threads = cpu < CPUS_MOST ? opendir("/proc/self/task") : NULL;
    struct cpus cpus;
    int error = threads && is_bound(0, cpu, cpus.sets, sizeof cpus) ? 0 : -ENODEV;
    if (!error)
        error = check_each(threads, cpu, cpus.sets, sizeof cpus);
    if (threads)
        closedir(threads);
    return error;
}

int affinity_check_readable(void)
{
    struct cpus cpus;
    return sched_getaffinity(0, sizeof cpus, cpus.sets) == 0 ? 0 : -errno;
}
