/* SPDX-License-Identifier: MIT
 *
 * How often which rate of the probe was seen, on the cores that a run measures on.
 *
 * A sibling that wakes up or falls asleep shows as a second rate, 1.4 to 2.3 times the
 * first, with few probes in between. A run that has seen both knows which one is the quiet
 * one, without a table: the lower. A core that is busy all the time shows one rate; how far
 * its rates reach depends on what the sibling does (evidence: docs/results.md).
 *
 * Plain data, all zero at first; one thread.
 */
#ifndef HARNESS_SAMPLING_RATE_COUNTS_H
#define HARNESS_SAMPLING_RATE_COUNTS_H

#include <stdint.h>

enum { RATES_PER_OCTAVE = 32, RATE_OCTAVES = 10, RATE_BINS = RATES_PER_OCTAVE * RATE_OCTAVES };

struct rate_counts {
    uint32_t of[RATE_BINS]; /* from 1/64 cycles a slot, 2 % wide each */
};

/* Counts a probe's rate; those beyond the bins are left out. */
void rate_counts_add(struct rate_counts *counts, double cycles_per_slot);

/* Adds all of `more`. */
void rate_counts_merge(struct rate_counts *counts, const struct rate_counts *more);

/* Whether `quiet` is the lower of two rates that were both seen. */
int rate_counts_show_both(const struct rate_counts *counts, double quiet);

#endif
