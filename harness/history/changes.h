/* SPDX-License-Identifier: MIT
 *
 * Finds where a series of runs changes its level, by PELT (Killick, Fearnhead & Eckley,
 * Journal of the American Statistical Association 107, 2012), the minimum of the weighted
 * squares around the segments' means plus a penalty for each change. Candidate starts of
 * segments are also pruned by FPOP's inequality (Maidstone and others, Statistics and
 * Computing 27, 2017), because PELT alone takes n^2 steps if nothing changes.
 *
 * A point's variance is the variance of its own interval plus the variance between runs.
 * The latter is estimated by the median absolute deviation of the differences of
 * neighbours, which a single step hardly affects. Points further than 4 standard deviations
 * from the median of their seven neighbours are moved to that distance, so that one bad run
 * is no change. The penalty is 3 log n (Zhang & Siegmund, Biometrics 63, 2007); a segment
 * has at least two runs.
 *
 * Units: the caller's. Pure but for malloc; thread-safe. Errors: -ENOMEM.
 */
#ifndef HARNESS_HISTORY_CHANGES_H
#define HARNESS_HISTORY_CHANGES_H

#include "harness/base/stats.h"

#include <stddef.h>

struct change {
    size_t at;            /* the first point of the new level */
    double before, after; /* levels */
    struct interval size; /* after - before, 95 % */
};

/* Finds the changes of `n` values with 95 % half widths `half` (NaN: unknown), in order.
 * Returns their number, or -ENOMEM. The caller frees *found. */
long changes_find(const double *values, const double *half, size_t n, struct change **found);

#endif
