/* SPDX-License-Identifier: MIT */
#include "effort.h"

#include <math.h>
#include <string.h>

const struct effort efforts[] = {
    { .name = "quick",
      .limits = { .turns = 8, .turns_least = 4, .soft_s = 0.006, .hard_s = 0.06 },
      .precision = 0.02,
      .case_s = 0.2,
      .run_s = 19,
      .holdings = 2,
      .bounded = 1,
      .bare = 1,
      .sizes_most = 3 },
    { .name = "normal",
      .limits = { .turns = 12, .turns_least = 6, .soft_s = 0.01, .hard_s = 0.08 },
      .precision = 0.005,
      .case_s = 0.48,
      .run_s = 168,
      .workers = 6, /* benchstat gives no interval below that */
      .holdings = 3,
      .bounded = 1 },
    { .name = "rigorous",
      .limits = { .turns = 40, .turns_least = 10, .soft_s = 0.03, .hard_s = 0.5 },
      .precision = 0.0025,
      .case_s = 5,
      .run_s = INFINITY,
      .workers = 6, /* benchstat gives no interval below that */
      .holdings = 5 },
    { .name = NULL },
};

const struct effort *effort_find(const char *name)
{
    for (const struct effort *effort = efforts; effort->name; effort++)
        if (strcmp(effort->name, name) == 0)
            return effort;
    return NULL;
}
