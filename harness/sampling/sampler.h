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
 * Under a collector: (1) a batch of an allocating variant is lengthened until it contains
 * about one collection, up to 20 ms; (2) the turn gets the tolerance of a long turn; (3)
 * the worker reports the mean, because a turn with one more collection is not an outlier.
 * Under a runtime that says when a collection is under way (Go), a batch is a whole
 * collection cycle instead (harness/sampling/cycle.h). A batch of another variant is then
 * the median of five short ones. A disturbed batch is repeated, and a turn waits up to 0.4 s
 * in all for a quiet core.
 *
 * From the end of warm-up to the last timed turn the harness makes no system call (in a
 * long turn: two); harness/sampling/preemption.h says why. Counters need system calls, so
 * they are read in counting turns after the timed ones: three turns for each group of
 * counters, the groups in rotation. Between the timed and the counting turns come four
 * turns that time, instead of each batch, the walk through the cache footprint after it
 * (harness/sampling/cache_footprint.h).
 *
 * Units: ns, bytes; seconds in names that end in _s. Errors: none. Nothing is allocated, so
 * that sampling does not touch the allocator under test. Threads: all work is done on the
 * calling thread.
 */
#ifndef HARNESS_SAMPLING_SAMPLER_H
#define HARNESS_SAMPLING_SAMPLER_H

#include "harness/base/stats.h"
#include "harness/counters/counters.h"
#include "harness/quiet/probe.h"
#include "harness/quiet/rate_counts.h"
#include "harness/subject/ladder.h"

#include <stdatomic.h>

enum {
    TURNS_MAX = 4096, /* of one worker */
    BATCHES_MAX = 2 * VARIANTS_MAX,
    STACK_ALIGNMENTS = STATS_STRATA, /* multiples of 16 bytes (by the ABI) in 64 */
};

enum turn_fate {
    TURN_KEPT,
    TURN_INTERFERENCE, /* a probe was not quiet */
    TURN_CLOCK_STEP,   /* the cycle time differs between the probes */
    TURN_PREEMPTED,    /* a context switch, a migration or a signal happened, or the thread is not
                          on the CPU that it was bound to */
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
    unsigned tries;        /* how often the turn was started; all data is of the last try */
    size_t batches, taken; /* planned, and run: fewer if a disturbance ended the turn */
    unsigned collections;  /* during its batches */
    uint64_t pauses_ns;    /* for which those stopped the operations; 0 without a runtime */
    unsigned pu;           /* PU (L#) of the turn; set by the worker */
    unsigned char order[BATCHES_MAX];          /* variant of each batch */
    uint64_t batch_ns[BATCHES_MAX];            /* 0 in a counting turn */
    double counts[VARIANTS_MAX][COUNTERS_MAX]; /* per operation; NaN: not read */
};

/* When one worker's timing ends, counted from the end of warm-up: as soon as `turns` turns
 * are kept; after `soft_s` seconds if at least `turns_least` are kept; in any case after
 * `hard_s` seconds. If five times `turns_least` turns take longer than `hard_s`, that time
 * holds instead, but at most 5 s, and only while about one turn in five is kept. */
struct sampling_limits {
    unsigned turns, turns_least;
    double soft_s, hard_s;
};

/* A runtime that runs the operations of rungs whose `run` is NULL. The runtime's own
 * threads on this PU are part of what is measured and do not drop a turn. */
struct sampled_runtime {
    /* Runs `ops` operations, adds their results to `sum` and returns the ns that they
     * took. */
    uint64_t (*batch)(const struct rung *rung, uint64_t ops, uint64_t *sum);

    int (*marking)(void);     /* whether a collection is under way */
    uint64_t (*finish)(void); /* finishes and sweeps it; returns the ns */
    uint64_t (*pauses)(void); /* ns for which collections have stopped the operations so far */
    uint64_t (*cpu)(void);    /* ns that all threads of the process have run; a system call */
};

/* Where the runtime is between two collections. Zeroed: not known. */
struct cycle_place {
    int known;
    uint64_t ops;  /* that have allocated since the last collection was swept */
    double length; /* of the last whole cycle, in operations; 0: there was none */
};

struct sampling {
    const struct ladder *ladder;         /* what is measured; the first rung is the baseline */
    const struct allocation_pair *pairs; /* one for each rung */
    struct counter_set *counters;
    struct quiet_state quiet_state;
    uint64_t seed;
    int times_only;    /* neither walks nor counters */
    int without_walks; /* no walks, but counters */

    const struct sampled_runtime *runtime; /* NULL: operations are called directly */

    struct sampling_limits limits;

    /* How many collections this process has done so far; NULL: no collector. If
     * facts.collecting, the timing does not end by `turns` or `soft_s` before the kept
     * turns have seen `collections_least` collections. */
    uint64_t (*collections)(void);
    unsigned collections_least;

    /* Called if no turn was kept for 5 ms. Moves this thread to another core that is quiet
     * and returns 1, or returns 0 if there is none. After a move the sampler warms up
     * again. NULL: never moves. */
    int (*move)(void *context);

    /* Called after each turn. Must make no system call. A result other than 0 ends the
     * sampling. */
    int (*on_turn)(const struct turn *turn, void *context);
    void *context;
};

/* What held for all turns of a sampling. */
struct sampling_facts {
    uint64_t ops[VARIANTS_MAX]; /* operations in a batch, for each variant */
    uint64_t clock_cost_ns;
    double crossing_ns; /* into the runtime and back, beside a batch's time; NaN: there is none */
    unsigned warm_up_turns;
    int steady;                       /* warm-up ended because the times stopped falling */
    unsigned turns_total, turns_kept; /* of the timed ones */
    int collecting;                   /* a collector serves, and a variant allocates */
    unsigned collections;             /* in the batches of the kept turns */
    uint64_t checksum;                /* sum of all results, so that no compiler drops the work */
    struct rate_counts rates;         /* of all probes, those of restarted turns included */
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

/* The stack's alignment, below STACK_ALIGNMENTS, after a shift by `offset` bytes. */
unsigned char turn_alignment(uint64_t offset);

/* Time of one operation of a variant in a turn, in ns at the reference clock: the batches'
 * time minus the clock's own, times the reference clock's cycle, divided by the turn's
 * cycle. So the same work gives the same time whatever the turbo does. */
double turn_time(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet);

/* Time of one operation of the turn's last batch, in the same unit. At least one was taken. */
double turn_last_batch(const struct turn *turn, const struct sampling_facts *facts,
                       const struct quiet_state *quiet);

/* Time of a walk after a batch of the variant, in ns at the reference clock. */
double turn_walk(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet);

#endif
