/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include "harness/base/rng.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int layout_path(const char *program, unsigned number, char path[PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%s-layouts/%u", program, number) < PATH_MAX ? 0
                                                                                 : -ENAMETOOLONG;
}

unsigned layout_count(const char *program)
{
    char path[PATH_MAX];
    unsigned count = 0;
    while (count < LAYOUTS_MOST && layout_path(program, count + 1, path) == 0 &&
           access(path, X_OK) == 0)
        count++;
    return count;
}

unsigned layout_of_worker(unsigned count, uint64_t seed, size_t worker)
{
    size_t order[LAYOUTS_MOST];
    if (count == 0)
        return 0;
    struct rng rng = { .state = seed + (worker - 1) / count };
    for (size_t i = 0; i < count; i++)
        order[i] = i + 1;
    rng_shuffle(&rng, order, count);
    return (unsigned) order[(worker - 1) % count];
}
