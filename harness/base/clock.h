/* SPDX-License-Identifier: MIT
 *
 * The clock: nanoseconds since an arbitrary start, never adjusted.
 *
 * CLOCK_MONOTONIC_RAW through the vDSO: as cheap as rdtscp with its fences, in nanoseconds
 * on every architecture, and neither slewed nor stepped by NTP. Threads: any may call.
 * Tests replace clock_source.
 */
#ifndef HARNESS_BASE_CLOCK_H
#define HARNESS_BASE_CLOCK_H

#include <stdint.h>

/* What clock_now calls. Only tests change it. */
extern uint64_t (*clock_source)(void);

static inline uint64_t clock_now(void)
{
    return clock_source();
}

/* The median difference, in ns, between two calls of clock_now with nothing between them. A
 * batch's time contains this much that is the clock's own. */
uint64_t clock_cost(void);

/* Seconds since an arbitrary start, for deadlines of the parent. Tests do not replace this
 * clock. */
double clock_seconds(void);

#endif
