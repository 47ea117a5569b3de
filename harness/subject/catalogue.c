/* SPDX-License-Identifier: MIT */
#include "catalogue.h"

#include <string.h>

const struct scenario *scenario_find(const struct scenario *const *scenarios, const char *name)
{
    for (; *scenarios; scenarios++)
        if (strcmp((*scenarios)->name, name) == 0)
            return *scenarios;
    return NULL;
}

size_t scenario_sizes(const struct scenario *scenario)
{
    size_t n = 0;
    while (scenario->sizes[n].variants[0].name)
        n++;
    return n;
}

size_t scenario_variants(const struct scenario_size *size)
{
    size_t n = 0;
    while (size->variants[n].name)
        n++;
    return n;
}

const struct scenario *scenario_control(const struct scenario *const *scenarios)
{
    for (; *scenarios; scenarios++)
        if ((*scenarios)->control)
            return *scenarios;
    return NULL;
}
