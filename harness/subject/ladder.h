/* SPDX-License-Identifier: MIT
 *
 * The ladder: variants between stack and heap, called rungs, that split the escape cost.
 *
 * If a scenario's heap variant allocates once, the code of that variant is also run over
 * other allocation pairs, in the same turns:
 *
 *   reused  every malloc returns the same preallocated object. Remaining cost over `stack`:
 *           an indirection that the compiler cannot remove, plus two calls
 *   bump    malloc moves a pointer through memory that is in the cache: the least that new
 *           memory can cost
 *   lifo    the allocator, each object freed before the next is allocated. Only where `heap`
 *           keeps more than one object alive; otherwise `lifo` and `heap` are equal
 *   heap    the allocator with as many objects alive as the case says
 *
 * A Go lane, where nobody frees, has one rung instead:
 *
 *   alloc   Go's allocator without its collector: no collection falls into a batch. The
 *           spans were swept before, so the allocator reuses free memory. What `heap`
 *           costs beyond `alloc` is the collections
 *
 * Each rung is compared with the one below it. Such a difference is a step. All steps come
 * from the same turns, so they add up to heap minus stack.
 *
 * Ownership: ladder_make_pairs allocates what the pairs use, once per process, and nobody frees
 * that memory. Errors: negative errno. Threads: ladder_of is pure; one thread uses a pair.
 */
#ifndef HARNESS_SUBJECT_LADDER_H
#define HARNESS_SUBJECT_LADDER_H

#include "harness/scenario.h"

enum {
    LADDER_RUNGS = 3,                                /* reused, bump, lifo; or alloc */
    VARIANTS_MAX = SCENARIO_VARIANTS + LADDER_RUNGS, /* measured in a turn */
    COMPARISONS_MAX = VARIANTS_MAX + 1,
};

enum rung_pair {
    PAIR_LIVE, /* the allocator, `live` objects alive */
    PAIR_LIFO,
    PAIR_REUSED,
    PAIR_BUMP,
    PAIR_GO,      /* none: the operation is Go's */
    PAIR_GO_ALLOC /* none; Go's, with the collector off and nothing left to sweep */
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

/* What a case measures and compares. `rungs` has the scenario's own variants in their
 * order, then the ladder's rungs. `compared` has each own variant against the first, then
 * the steps. */
struct ladder {
    struct rung rungs[VARIANTS_MAX];
    size_t count;
    struct rungs_compared compared[COMPARISONS_MAX];
    size_t compared_count;
    size_t steps;      /* index in `compared` of the first step; compared_count: there is none */
    size_t heap;       /* index of the variant that the steps lead to */
    size_t heap_bytes; /* what `heap` asks malloc for, in bytes */
};

/* The ladder of a scenario at one size (an index into its sizes) with `live` objects alive.
 * A scenario with a peer has no rungs, because memory that the peer still reads cannot be
 * reused. */
void ladder_of(const struct scenario *scenario, size_t size, unsigned live, struct ladder *ladder);

/* Removes the rungs, so that only the scenario's own variants are left. */
void ladder_strip(struct ladder *ladder);

/* Whether a variant of that name is a rung of the ladder, not a scenario's own variant. */
int ladder_is_rung(const char *name);

/* Gives each rung its pair. `serving` is the allocator's own pair, for PAIR_LIFO; `live` is
 * the pair that keeps objects alive. Call before the first turn. -ENOMEM. */
int ladder_make_pairs(const struct ladder *ladder, const struct allocation_pair *serving,
                      const struct allocation_pair *live,
                      struct allocation_pair pairs[VARIANTS_MAX]);

#endif
