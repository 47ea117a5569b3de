/* SPDX-License-Identifier: MIT
 *
 * The victim: data of somebody else that was in the first-level cache.
 *
 * What operations leave behind is paid by whoever comes next. A walk follows a
 * chain through 32 KiB, one line after the other in random order, so that no
 * prefetcher helps and each line costs its latency: a walk after operations
 * that needed no cache takes as long as the one before them, and every line
 * that they pushed out makes it longer.
 *
 * Units: ns. Nothing is allocated. Threads: one.
 */
#ifndef HARNESS_SAMPLING_CACHE_FOOTPRINT_H
#define HARNESS_SAMPLING_CACHE_FOOTPRINT_H

#include <stdint.h>

enum { FOOTPRINT_BYTES = 32 << 10, FOOTPRINT_LINE = 64 };

/* Puts the chain in a random order. Call once before the first walk. */
void footprint_shuffle(uint64_t seed);

/* Reads every line of the victim, and the clock before and after. */
uint64_t footprint_walk(void);

#endif
