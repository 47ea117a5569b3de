/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include "stats.h"

#include <time.h>

static uint64_t monotonic_raw(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return (uint64_t) t.tv_sec * 1000000000U + (uint64_t) t.tv_nsec;
}

double clock_seconds(void)
{
    return (double) monotonic_raw() / 1e9;
}

uint64_t (*clock_source)(void) = monotonic_raw;

uint64_t clock_cost(void)
{
    enum { TRIES = 101 };
    double gaps[TRIES];
    for (int i = 0; i < TRIES; i++) {
        uint64_t start = clock_now();
        gaps[i] = (double) (clock_now() - start);
    }
    return (uint64_t) stats_median(gaps, TRIES);
}
