/* SPDX-License-Identifier: MIT
 *
 * The cache footprint of operations: what they pushed out of the first-level cache.
 *
 * A walk follows a chain through 32 KiB, one line after the other in random order, so
 * that no prefetcher helps and each line costs its latency. After operations that
 * needed no cache a walk takes as long as the one before them. Every line that they
 * pushed out makes the walk longer. The CSV's metric is `victim-walk`.
 *
 * Units: ns. Nothing is allocated. Threads: one.
 */
#ifndef HARNESS_SAMPLING_CACHE_FOOTPRINT_H
#define HARNESS_SAMPLING_CACHE_FOOTPRINT_H

#include <stdint.h>

enum { FOOTPRINT_BYTES = 32 << 10, FOOTPRINT_LINE = 64 };

/* Puts the chain in a random order. Call once before the first walk. */
void footprint_shuffle(uint64_t seed);

/* Reads every line. Returns what the clock says it took, in ns. */
uint64_t footprint_walk(void);

#endif
