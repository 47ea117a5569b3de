/* SPDX-License-Identifier: MIT */
#include "affinity.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

enum { CPUS_MOST = 1 << 16 };

/* Whether the thread is bound to `cpu` alone and runs there. `set` is scratch. */
static int is_there(unsigned cpu, cpu_set_t *set, size_t size)
{
    return sched_getaffinity(0, size, set) == 0 && CPU_COUNT_S(size, set) == 1 &&
           CPU_ISSET_S(cpu, size, set) && sched_getcpu() == (int) cpu;
}

int affinity_bind(unsigned cpu)
{
    if (cpu >= CPUS_MOST)
        return -ENODEV;
    cpu_set_t *set = CPU_ALLOC(CPUS_MOST);
    size_t size = CPU_ALLOC_SIZE(CPUS_MOST);
    if (!set)
        return -ENOMEM;
    CPU_ZERO_S(size, set);
    CPU_SET_S(cpu, size, set);
    int error = sched_setaffinity(0, size, set) == 0 ? 0 : errno == EINVAL ? -ENODEV : -errno;
    if (!error && !is_there(cpu, set, size))
        error = -EXDEV;
    CPU_FREE(set);
    return error;
}
