/* SPDX-License-Identifier: MIT
 *
 * Where a series of runs changes its level: PELT (Killick, Fearnhead & Eckley,
 * Journal of the American Statistical Association 107, 2012), the minimum of the
 * weighted squares around the segments' means plus a penalty for each change.
 * Beginnings of segments are also dropped by the levels that are left to them
 * (the inequality of FPOP: Maidstone and others, Statistics and Computing 27,
 * 2017): PELT alone takes n^2 steps where nothing changes.
 *
 * A point's variance is that of its own interval plus what runs differ by beyond
 * it, which is learned from the differences of neighbours (their median absolute
 * deviation: a step is one difference of many). Points further than 4 standard
 * deviations from the median of their seven neighbours are drawn in to that
 * distance, so that one bad run is no change. The penalty is 3 log n (Zhang &
 * Siegmund, Biometrics 63, 2007); a segment has at least two runs.
 *
 * Pure but for malloc; thread-safe. Errors: -ENOMEM.
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

/* Finds the changes of `n` values with 95 % half widths `half` (NaN: unknown),
 * in order. `*found` is for free(); gives their number, or -ENOMEM. */
long changes_find(const double *values, const double *half, size_t n, struct change **found);

#endif
