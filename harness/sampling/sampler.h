/* SPDX-License-Identifier: MIT
 *
 * Turns: how one worker measures the variants of one case against each other.
 *
 * A turn is a balanced block of batches (harness/sampling/schedule.h) with a probe
 * before each batch and after the last. A batch is `ops` operations between two
 * readings of the clock: 25-50 us long, at least one operation. A turn is kept if all
 * probes found the core quiet, the cycle time did not step between first and last
 * probe, and no other thread ran on the core. A long turn (more than 1 ms) may lose up
 * to 0.5 % of its time to other threads. Dropped turns are handed out, too, with the
 * reason.
 *
 * A timed turn stops at the first disturbance and restarts. Retrying ends once it has
 * cost as much time as one undisturbed turn. Each retry starts with two discarded
 * batches, which refill the caches and branch predictors. Counting turns and long
 * turns do not restart.
 *
 * Under a collector: (1) a batch of an allocating variant is lengthened until it
 * contains about one collection, up to 20 ms; (2) the turn gets the tolerance of a long
 * turn; (3) the worker reports the mean, because a turn with one more collection is
 * not an outlier. Under a runtime of its own, which says when a collection goes on, a
 * batch is a whole cycle instead (harness/sampling/cycle.h), and a batch whose probes
 * are not quiet is taken again.
 *
 * Timed turns make no system call of ours (a long one makes two), from the end of
 * warm-up to the last of them; harness/sampling/preemption.h says why. Counters need
 * system calls, so they get turns of their own after the timed ones: three for each
 * group of counters, the groups in rotation. Before those come four turns that time a
 * walk through the cache footprint (harness/sampling/cache_footprint.h) after each
 * batch, in place of the batch.
 *
 * Units: ns, bytes, seconds where the name says so. Nothing is allocated, so
 * that sampling does not touch the allocator under test.
 * Threads: everything happens on the calling thread.
 */
#ifndef HARNESS_SAMPLING_SAMPLER_H
#define HARNESS_SAMPLING_SAMPLER_H

#include "harness/base/stats.h"
#include "harness/counters/counters.h"
#include "harness/subject/ladder.h"
#include "probe.h"
#include "rate_counts.h"

#include <stdatomic.h>

enum {
    TURNS_MAX = 4096, /* of one worker */
    BATCHES_MAX = 2 * VARIANTS_MAX,
    STACK_ALIGNMENTS = STATS_STRATA, /* of 16 bytes, which the ABI grants, in a line of 64 */
};

enum turn_fate {
    TURN_KEPT,
    TURN_INTERFERENCE, /* a probe saw a state worse than quiet */
    TURN_CLOCK_STEP,   /* the cycle differs between the probes */
    TURN_PREEMPTED,    /* a context switch, a migration or a signal happened */
    TURN_FATES
};

/* "kept", "interference", "clock-step", "preempted". */
const char *turn_fate_name(enum turn_fate fate);

enum { GROUP_TIMED = -1, GROUP_WALK = -2 }; /* no counters in either */

struct turn {
    unsigned index;
    enum turn_fate fate;
    struct probe before, after;
    struct probe within;   /* the worst of all its probes */
    int group;             /* group of the counters that were read, or GROUP_TIMED or GROUP_WALK */
    unsigned offset;       /* bytes that the stack was shifted by */
    unsigned tries;        /* how often it was begun; what is here is of the last */
    size_t batches, taken; /* planned, and run: fewer when it ended at a disturbance */
    unsigned collections;  /* in its batches */
    unsigned pu;           /* where it was taken: set by the worker */
    unsigned char order[BATCHES_MAX];          /* variant of each batch */
    uint64_t batch_ns[BATCHES_MAX];            /* 0 in a counting turn */
    double counts[VARIANTS_MAX][COUNTERS_MAX]; /* per operation; NaN: not read */
};

/* When one worker's timing ends. After warm-up: when `turns` are kept; after `soft_s`
 * seconds when `turns_least` are; in any case after `hard_s`, or as long as it takes to try
 * for `turns_least` five times, but 5 s at most. */
struct sampling_limits {
    unsigned turns, turns_least;
    double soft_s, hard_s;
};

/* A runtime that runs the operations of rungs whose `run` is NULL. It may have threads
 * of its own on this PU: what they do belongs to the turn. */
struct sampled_runtime {
    /* Runs `ops` operations, adds their results to `sum` and gives the ns they took. */
    uint64_t (*batch)(const struct rung *rung, uint64_t ops, uint64_t *sum);

    void (*collect)(void);    /* does a whole collection; `collections` does not count it */
    int (*marking)(void);     /* whether a collection goes on */
    uint64_t (*finish)(void); /* finishes it, and sweeps what one has left; ns */
};

struct sampling {
    const struct ladder *ladder;         /* what is measured; the first is the baseline */
    const struct allocation_pair *pairs; /* for each of its rungs */
    struct counter_set *counters;
    struct quiet_state quiet_state;
    uint64_t seed;
    int times_only;    /* no walks and no counts */
    int without_walks; /* but counts */

    const struct sampled_runtime *runtime; /* NULL: operations are called directly */

    struct sampling_limits limits;

    /* How many collections there were, so far, in this process; NULL: nothing
     * collects. Where it matters (facts.collecting) the kept turns must also
     * have seen `collections_least` before the first two may end it. */
    uint64_t (*collections)(void);
    unsigned collections_least;

    /* Called when no turn was kept for 5 ms: takes this thread to another core that is
     * quiet, if there is one; whether it did. The sampler warms up anew there. NULL:
     * there is none. */
    int (*move)(void *context);

    /* Called after each turn, must make no system call; a result other than 0
     * ends the sampling. */
    int (*on_turn)(const struct turn *turn, void *context);
    void *context;
};

/* What held for all turns of a sampling. */
struct sampling_facts {
    uint64_t ops[VARIANTS_MAX]; /* in a batch, for each variant */
    uint64_t clock_cost_ns;
    unsigned warm_up_turns;
    int steady;                       /* warm-up ended because times stopped falling */
    unsigned turns_total, turns_kept; /* of the timed ones */
    int collecting;                   /* a collector serves, and a variant allocates */
    unsigned collections;             /* in the batches of the kept turns */
    uint64_t checksum;                /* of all results: what keeps the work alive */
    struct rate_counts rates;         /* of all probes, in turns that were begun again, too */
};

/* All turns of one timed worker, and what held for all of them. */
struct measured_turns {
    struct sampling_facts facts;
    struct counter_facts counting;
    atomic_size_t turn_count; /* grows while the worker runs */
    struct turn turns[TURNS_MAX];
};

/* Finds the batch lengths, warms up until times stop falling, takes timed
 * turns, then a few with walks and a few for each counter group. */
void sampler_run(const struct sampling *sampling, struct sampling_facts *facts);

/* Which of the alignments the stack has when it was shifted by `offset`. */
unsigned char turn_alignment(uint64_t offset);

/* Time of one operation of a variant in a turn, in ns at the reference clock:
 * the batches' time less the clock's own, scaled by reference cycle over the
 * turn's cycle. Fixed work then reads the same whatever the turbo does. */
double turn_time(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet);

/* Time of a walk after a batch of the variant, in ns at the reference clock. */
double turn_walk(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet);

#endif
