/* SPDX-License-Identifier: MIT
 *
 * A sampling with a scripted clock, for test_sampler and test_turn. Time passes only when
 * code reads the clock or runs a batch, so orders, thresholds and ends are exact. The machine's
 * other threads are not seen.
 */
#ifndef TESTS_SUPPORT_SCRIPTED_H
#define TESTS_SUPPORT_SCRIPTED_H

#include "harness/base/clock.h"
#include "harness/sampling/sampler.h"

enum { LOOK_NS = 10, TURNS = 4096 };

struct script {
    uint64_t now;      /* of the clock, ns */
    uint64_t cost[3];  /* ns of one operation of each variant */
    char ran[1 << 16]; /* a letter for each batch, in the order they ran */
    uint64_t ran_ops[1 << 16];
    size_t ran_count;
    struct turn turns[TURNS];
    size_t ran_at[TURNS]; /* batches that had run when each turn was handed out */
    size_t turn_count;
    struct ladder ladder; /* stack, heap and static: A, B and C */
};

extern struct script script;

/* Sets the clock and the costs: 100, 700 and 100 ns. */
void scripted_set_up(void);

/* The clock: reading it takes LOOK_NS. */
uint64_t scripted_clock(void);

/* A variant's work: notes the batch, and time passes. */
uint64_t scripted_work(char letter, int variant, uint64_t ops);

/* A sampling of the first `n` variants that stores the turns in the script. No quiet rate
 * is known, so every probe is quiet. */
struct sampling scripted_plan(size_t n);

#endif
