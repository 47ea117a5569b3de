/* SPDX-License-Identifier: MIT
 *
 * The order of variants inside a turn: a row of a Williams design, then the
 * same row backwards.
 *
 * The mirror cancels linear drift. Over a full set of rows every variant comes equally
 * often in each place and after each other variant, so what one variant leaves in caches
 * and heap affects all others equally (Williams, Austral. J. Sci. Res. A 2, 1949). Two
 * variants give ABBA and BAAB. Pure; thread-safe.
 */
#ifndef HARNESS_SAMPLING_SCHEDULE_H
#define HARNESS_SAMPLING_SCHEDULE_H

#include <stddef.h>

/* Rows of the design for n >= 1 treatments: n when n is even, else 2 n (1 for n = 1). */
size_t schedule_rows(size_t n);

/* Writes the 2 n indices of row `row` < schedule_rows(n), mirror included, to `order`. */
void schedule_order(size_t n, size_t row, size_t *order);

#endif
