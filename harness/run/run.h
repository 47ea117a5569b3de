/* SPDX-License-Identifier: MIT
 *
 * A run: many cases measured by many workers, in random order, until every
 * interval is narrow enough or the time is up.
 *
 * First every case is counted once, if asked for also under callgrind, which
 * is not part of the time budget unless max_time_s is set. Then rounds: each gives every case
 * of a rank one worker, in a new random order, so that allocators and scenarios take
 * turns. Five rounds of the articles' cases come first; then the retention cases, which
 * are not timed and have all their workers at once; then five rounds of the others. What
 * time is left goes to cases that lack workers that count, then to those with the widest
 * intervals (estimate_spread): the articles' cases alone until most of it is spent.
 *
 * Where these first rounds have a limit (max_time_s, a bounded effort), each rank is cut
 * into blocks of some ten cases. A block gets the workers that it lacks before the next
 * begins, so that a busy core costs the last cases their verdicts, not all of them.
 *
 * Ownership: run_open makes a run without cases. The caller allocates `cases` and may open
 * `samples_fd`; run_close frees and closes both. Errors: negative errno.
 * Threads: one run at a time in a process.
 */
#ifndef HARNESS_RUN_RUN_H
#define HARNESS_RUN_RUN_H

#include "harness/counters/callgrind.h"
#include "harness/figures/effort.h"
#include "harness/figures/estimate.h"
#include "harness/machine/partner.h"
#include "harness/sampling/known_core.h"
#include "harness/subject/retained.h"
#include "harness/worker/worker.h"

enum { WORKERS_MOST = 1000 }; /* of a case */

/* What a case is measured for: who comes first when time is short. */
enum case_rank { RANK_ARTICLE, RANK_FURTHER, RANKS };

struct run_case {
    const struct scenario *scenario;
    size_t size; /* index into the scenario's sizes */
    const struct allocator *allocator;
    unsigned live;
    enum case_rank rank;
    unsigned block;       /* of cases that take turns: set by run_measure */
    int given_up;         /* its workers are killed or fail: it gets no more */
    struct ladder ladder; /* what is measured and compared: ladder_of the above */

    char failure[WORKER_ERROR_MAX]; /* why the case failed; empty: it did not */
    uint64_t counted_ops;           /* 0: not counted */
    struct tally tallies[SCENARIO_VARIANTS];
    uint64_t simulated_ops; /* 0: no counts from callgrind; simulation_error may say why */
    struct callgrind_counts simulation[VARIANTS_MAX];
    char simulation_error[WORKER_ERROR_MAX];
    char reasons[COUNTERS_MAX][COUNTER_REASON_MAX];
    struct counter_facts counting; /* of its last worker */
    struct worker_result *results;
    size_t result_count;
    struct holding held[WORKERS_LEAST]; /* of a retention scenario */
    size_t held_count;                  /* workers of each variant */
    unsigned turns_total, turns_kept;
    double spent_s;    /* by its timed workers, each from start to end */
    unsigned unsteady; /* workers whose warm-up never ended */
    unsigned killed;   /* workers that were killed from outside, and tried again */
};

struct run_settings {
    const struct effort *effort;
    double precision;  /* 0: the effort's */
    double max_time_s; /* 0: the effort's */
    int bare;          /* without ladders and walks: the cases' ladders are stripped */
    uint64_t seed;
    unsigned pu;
    unsigned cpu;                               /* the operating system's number of that PU */
    unsigned stand_ins[MACHINE_STAND_INS_MOST]; /* where it may also be measured */
    size_t stand_in_count;
    /* For scenarios with a peer: by the place wanted; the first is the nearest. */
    struct partner partners[PARTNER_PLACES];
    struct counter_list counters;
    int callgrind; /* also count under valgrind, by pool->valgrind */
};

enum run_phase { RUN_PROBING, RUN_COUNTING, RUN_SIMULATING, RUN_ROUNDS, RUN_REFINING };

struct run;

/* What a watcher is told. `seconds_left` is an estimate, in RUN_REFINING an
 * upper bound. */
struct run_progress {
    enum run_phase phase;
    const struct run_case *current; /* NULL while probing */
    size_t done, total;             /* workers; total grows while refining */
    double seconds_left;
};

struct run {
    struct run_settings settings;
    struct run_case *cases;
    size_t case_count;
    struct counter_plan counter_plan;
    struct quiet_state quiet_state;      /* corrected while the run goes on */
    struct quiet_bounds quiet_bounds;    /* rates that confirm that state */
    int quiet_agreed;                    /* runs at different times agree on that state */
    struct rate_counts rates;            /* of all probes so far */
    struct probe probes[PROBE_REFINING]; /* the last ones, in a ring */
    size_t probe_count;                  /* so far */
    size_t last_pu; /* where the last worker was: 0 on `pu`, i on stand-in i - 1 */
    struct worker_pool *pool;
    const char *program; /* whose workers measure it */
    unsigned layouts;    /* of that program; its workers take turns with them: worker/layout.h */
    struct run *against; /* the same cases of another program, in turns with this run's, worker by
                            worker; NULL: none. Not closed by run_close */
    int samples_fd;      /* open for appending: a row for each turn; -1: none */
    int samples_errno;   /* why a row could not be written; 0: all were */
    long samples_start;  /* where the rows of the worker under way begin; -1: unknown */
    char ending[WORKER_ERROR_MAX]; /* why the run ended early; empty: it did not, or was stopped */
    struct rng *rng;
    double started_s;
    double lost_s; /* by workers that failed: not the other cases' fault */
    char callgrind_version[CALLGRIND_VERSION_MAX]; /* empty: not run */
    struct run_progress progress;
    struct run_case *timed; /* whose worker's turns are being written */
    size_t written;         /* of them so far */
    void (*watch)(const struct run *run, void *context);      /* may be NULL */
    void (*round_done)(const struct run *run, void *context); /* after each round; may be NULL */
    /* Whether a case wants more workers after its first ones; NULL: the precision says. */
    int (*is_open)(const struct run *run, size_t index, void *context);
    void *context;
};

/* Measures. 0; -EINTR: stopped, what was measured is there; another negative errno: it
 * ended early, run->ending says why. Cases that fail do not fail the run.
 *
 * Rows of samples.csv are written while a worker runs, ten times a second, by
 * the parent on another core: a worker that dies loses only the turn that it
 * was in, and a parent that is killed the last tenth of a second. */
int run_measure(struct run *run);

/* How many workers a case must have had. */
size_t run_workers_least(const struct run *run, const struct run_case *c);

/* What confirms that the quiet state is one; NULL: nothing does, so that what is timed has
 * no verdict. */
const char *run_quiet_confirmed(const struct run *run);

/* On how many workers the figures of a case rest. */
size_t run_workers(const struct run *run, const struct run_case *c);

/* Where a case's peer is. Only for scenarios with one. */
const struct partner *run_partner(const struct run *run, const struct run_case *c);

/* The usable results of a case. `results` has room for result_count. Returns how many. */
size_t run_results(const struct run *run, const struct run_case *c,
                   const struct worker_result **results);

/* How many collections the usable results of a case have seen; -1: nothing is
 * collected in it. Below COLLECTIONS_LEAST its time has no verdict. */
int run_collections(const struct run *run, const struct run_case *c);

/* The time figure of a variant of a case against another. */
struct figure run_time(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared);

/* The metrics of a case, in the order of its rows. How many are in `uses`. */
enum { RUN_METRICS_MAX = 128 };
size_t run_metrics(const struct run *run, const struct run_case *c,
                   struct metric_use uses[RUN_METRICS_MAX]);

/* A metric's name in the CSV: a counter has its own. */
const char *run_metric_name(const struct run *run, const struct metric_use *use,
                            char name[COUNTER_NAME_MAX]);

/* The figure of a metric of a variant of a case against another. */
struct figure run_figure(const struct run *run, const struct run_case *c,
                         const struct rungs_compared *compared, const struct metric_use *use);

/* Whether a case can have counts from callgrind. */
int run_is_simulated(const struct run_case *c);

/* The precision in force, and the run's time budget in seconds. */
double run_precision(const struct run_settings *settings);
double run_budget(const struct run *run);

/* Makes an empty run: no cases, no samples.csv, the pool's program. Copies `settings`.
 * `pool`, which is open, and `rng` must live until run_close. */
void run_open(struct run *run, const struct run_settings *settings, struct worker_pool *pool,
              struct rng *rng);

/* Frees the cases and their results and closes samples_fd. The run is all zeros then, and
 * to close it again does nothing. */
void run_close(struct run *run);

/* Binds this process away from the PUs that the run measures on, where there are others. */
void run_leave_cores(const struct run_settings *settings, const struct machine *machine);

#endif
