/* SPDX-License-Identifier: MIT
 *
 * Measures the cache footprint of operations: how much they evict from the first-level
 * cache.
 *
 * A walk follows a chain of pointers through 32 KiB, one cache line after the other in
 * random order, so that no prefetcher helps and each line costs its latency. Every line
 * that the operations evicted since the last walk makes the walk longer. The CSV's metric
 * is `victim-walk`.
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
