/* SPDX-License-Identifier: MIT
 *
 * What the files of this room share. Pure; thread-safe.
 */
#ifndef HARNESS_DECIDE_DECISIONS_INTERNAL_H
#define HARNESS_DECIDE_DECISIONS_INTERNAL_H

#include "decisions.h"

static inline const struct run_case *decision_base(const struct decision *d)
{
    return &d->base_run->cases[d->base_case];
}

static inline const struct run_case *decision_other(const struct decision *d)
{
    return &d->run->cases[d->other_case];
}

/* What the pairs say. Writes, in ns, the time of the longer of the two variants on the base's
 * side, and what percentages are of. */
struct detect_seen decision_see(const struct decision *d, double *time, double *scale);

#endif
