/* SPDX-License-Identifier: MIT
 *
 * What the parts of the sampler share. Private to sampler.c and turn.c.
 * Units, errors, threads: as sampler.h.
 */
#ifndef HARNESS_SAMPLING_SAMPLER_INTERNAL_H
#define HARNESS_SAMPLING_SAMPLER_INTERNAL_H

#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "sampler.h"

/* What a sampling keeps between its turns. */
struct sampler {
    const struct sampling *plan;
    struct sampling_facts *facts;
    struct rng rng;
    double turn_s;                   /* how long a turn takes */
    int persistent;                  /* disturbed turns are started again */
    int disturbed;                   /* the last probe was not quiet, or another thread ran */
    unsigned kept[STACK_ALIGNMENTS]; /* turns at each */
    unsigned others;                 /* turns that were not timed */
    struct cycle_place cycle;        /* of a runtime with a collector */
    unsigned patience;               /* probes that a turn of cycles may still wait for */
};

/* Runs `ops` operations of a variant over its allocation pair. Returns the sum of their
 * results. */
static inline uint64_t sampler_run_batch(const struct sampler *s, size_t variant, uint64_t ops)
{
    const struct rung *rung = &s->plan->ladder->rungs[variant];
    uint64_t sum = 0;
    if (!rung->run) {
        if (s->plan->runtime)
            s->plan->runtime->batch(rung, ops, &sum);
        return sum;
    }
    allocation_pair = s->plan->pairs[variant];
    return rung->run(ops);
}

/* Times `ops` operations of a variant, in ns. Adds their results to `sum`. */
static inline uint64_t sampler_time_batch(const struct sampler *s, size_t variant, uint64_t ops,
                                          uint64_t *sum)
{
    const struct rung *rung = &s->plan->ladder->rungs[variant];
    if (!rung->run)
        return s->plan->runtime ? s->plan->runtime->batch(rung, ops, sum) : 0;
    allocation_pair = s->plan->pairs[variant];
    variant_fn *run = rung->run;
    uint64_t start = clock_now();
    *sum += run(ops);
    return clock_now() - start;
}

/* How many collections there were so far; 0 without a collector. */
static inline uint64_t sampler_collections(const struct sampler *s)
{
    return s->facts->collecting ? s->plan->collections() : 0;
}

/* Whether the batches of a variant are whole cycles of the runtime's collector. */
static inline int sampler_in_cycles(const struct sampler *s, size_t variant)
{
    const struct rung *rung = &s->plan->ladder->rungs[variant];
    return s->plan->runtime && s->facts->collecting && rung->allocates &&
           rung->pair != PAIR_GO_ALLOC;
}

/* Whether the turns are long (more than 1 ms, or under a collector): during such a turn
 * another thread nearly always takes the core for a moment. */
static inline int sampler_is_long(const struct sampler *s)
{
    const double long_turn_s = 0.001;
    return s->turn_s > long_turn_s || s->facts->collecting;
}

/* One turn: timed, with walks, or counted with a group of counters. */
void sampler_take_turn(struct sampler *s, struct turn *turn, int group);

#endif
