/* SPDX-License-Identifier: MIT
 *
 * The ladder: the steps between stack and heap, as variants of their own.
 *
 * "The heap costs 10 ns" has parts. Where a scenario has one named value, so
 * that its heap variant allocates once, that variant's code is also run with
 * other allocation pairs, in the same turns:
 *
 *   reused  every malloc returns the same preallocated object. Remaining cost over
 *           `stack`: an indirection that the compiler cannot remove, plus two calls
 *   bump    malloc moves a pointer through memory that is in the cache: the least
 *           that new memory can cost
 *   lifo    the allocator, each object freed before the next is allocated. Only where
 *           `heap` keeps more than one object alive; otherwise the two are the same
 *   heap    the allocator with as many objects alive as the case says
 *
 * In a Go lane, where nobody frees, there is one rung between:
 *
 *   alloc   Go's allocator without its collector: no collection falls into a batch,
 *           and the spans were swept before, so that it finds free memory that it
 *           had before; what is left of `heap` is what collections cost
 *
 * Each rung is compared with the one below it. The steps are differences of
 * the same turns, so they add up to heap less stack.
 *
 * Ownership: ladder_climb allocates what the pairs use, once in a process,
 * and nobody frees it. Errors: negative errno. Threads: ladder_of is pure; a
 * pair is used by one thread.
 */
#ifndef HARNESS_SUBJECT_LADDER_H
#define HARNESS_SUBJECT_LADDER_H

#include "harness/scenario.h"

enum {
    LADDER_RUNGS = 3,                                /* reused, bump, lifo; or alloc */
    VARIANTS_MAX = SCENARIO_VARIANTS + LADDER_RUNGS, /* that are measured in a turn */
    COMPARISONS_MAX = VARIANTS_MAX + 1,
};

enum rung_pair {
    PAIR_LIVE, /* the allocator, `live` objects alive */
    PAIR_LIFO,
    PAIR_REUSED,
    PAIR_BUMP,
    PAIR_GO,      /* none: the operation is Go's */
    PAIR_GO_ALLOC /* likewise, with the collector off and nothing left to sweep */
};

/* A variant as it is measured. */
struct rung {
    const char *name;
    variant_fn *run;
    enum rung_pair pair;
    int allocates;   /* from the allocator */
    size_t original; /* PAIR_GO...: its number in the lane's library; set by the worker */
};

/* Which variant is compared with which. */
struct rungs_compared {
    size_t variant, baseline;
};

/* All that a case measures: first the scenario's own variants, in their order,
 * then the rungs; and what is said about them: first each own variant against
 * the first, then the steps. */
struct ladder {
    struct rung rungs[VARIANTS_MAX];
    size_t count;
    struct rungs_compared compared[COMPARISONS_MAX];
    size_t compared_count;
    size_t steps;      /* index in `compared` of the first step; compared_count: there is none */
    size_t heap;       /* index of the variant that the steps lead to */
    size_t heap_bytes; /* what `heap` asks malloc for, in bytes */
};

/* What is measured of a scenario at one size with `live` objects alive. A
 * scenario with a peer has no ladder: what a peer still reads cannot be used
 * again. */
void ladder_of(const struct scenario *scenario, size_t size, unsigned live, struct ladder *ladder);

/* Leaves only the scenario's own variants. */
void ladder_strip(struct ladder *ladder);

/* Whether a variant of that name is a rung, and no scenario's own. */
int ladder_is_rung(const char *name);

/* Gives each rung its pair: `serving` is the allocator's own, for PAIR_LIFO,
 * `live` the one that keeps objects alive. Before the first turn. -ENOMEM. */
int ladder_climb(const struct ladder *ladder, const struct allocation_pair *serving,
                 const struct allocation_pair *live, struct allocation_pair pairs[VARIANTS_MAX]);

#endif
