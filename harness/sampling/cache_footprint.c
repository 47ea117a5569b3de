/* SPDX-License-Identifier: MIT */
#include "cache_footprint.h"

#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "harness/scenario.h"

enum { LINES = FOOTPRINT_BYTES / FOOTPRINT_LINE };

static struct line {
    struct line *next;
    char rest[FOOTPRINT_LINE - sizeof(struct line *)];
} lines[LINES] __attribute__((aligned(FOOTPRINT_LINE)));

/* One cycle through all lines (Sattolo, Information Processing Letters 22, 1986). */
void footprint_shuffle(uint64_t seed)
{
    struct rng rng = { seed };
    for (size_t i = 0; i < LINES; i++)
        lines[i].next = &lines[i];
    for (size_t i = LINES - 1; i > 0; i--) {
        size_t j = rng_below(&rng, i);
        struct line *next = lines[i].next;
        lines[i].next = lines[j].next;
        lines[j].next = next;
    }
}

uint64_t footprint_walk(void)
{
    struct line *line = lines;
    uint64_t start = clock_now();
    for (size_t i = 0; i < LINES; i++)
        line = line->next;
    ESCAPE(line);
    return clock_now() - start;
}
