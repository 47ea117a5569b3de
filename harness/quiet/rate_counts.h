/* SPDX-License-Identifier: MIT
 *
 * A histogram of the probe's rates on the cores that a run measures on.
 *
 * A sibling that wakes up or falls asleep shows as a second rate, 1.4 to 2.3 times the
 * first, with few probes in between. In a run that has seen both, the lower one is the
 * quiet rate, and no table of known cores is needed. A core that is busy all the time shows
 * one rate, whose spread depends on what the sibling does (evidence: docs/results.md).
 *
 * Plain data, all zero at first; one thread.
 */
#ifndef HARNESS_QUIET_RATE_COUNTS_H
#define HARNESS_QUIET_RATE_COUNTS_H

#include <stdint.h>

enum { RATES_PER_OCTAVE = 32, RATE_OCTAVES = 10, RATE_BINS = RATES_PER_OCTAVE * RATE_OCTAVES };

struct rate_counts {
    uint32_t of[RATE_BINS]; /* from 1/64 cycles per slot on; each bin is 2 % wide */
};

/* Counts a probe's rate. A rate beyond the bins is left out. */
void rate_counts_add(struct rate_counts *counts, double cycles_per_slot);

/* Adds all of `more`. */
void rate_counts_merge(struct rate_counts *counts, const struct rate_counts *more);

/* Whether two rates were seen and `quiet` is the lower one. */
int rate_counts_show_both(const struct rate_counts *counts, double quiet);

/* The lower of two rates that were both seen, within 3 %; 0: there are no such two. */
double rate_counts_lower(const struct rate_counts *counts);

#endif
