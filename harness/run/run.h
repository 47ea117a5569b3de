/* SPDX-License-Identifier: MIT
 *
 * A run: many cases measured by many workers, in random order, until every
 * interval is narrow enough or the time is up.
 *
 * 1. Every case is counted once, if the user asks for it also under callgrind. The time of
 *    that is part of the time budget only if max_time_s is set.
 * 2. Rounds. Each round gives every case of a rank one worker, in a new random order, so
 *    that allocators and scenarios take turns. Five rounds of the articles' cases come
 *    first, those with large objects last; then all workers of the retention cases (which
 *    are not timed); then five rounds of the other cases.
 * 3. The time that is left goes to cases that lack usable workers, then to unresolved cases
 *    with intervals wider than 3 %, then to cases with the widest intervals
 *    (estimate_spread). Until most of the time is spent, only the articles' cases get it.
 *
 * If the first rounds have a time limit (max_time_s, a bounded effort), each rank is cut
 * into blocks of about ten cases. A block gets all its first workers before the next block
 * begins, and may take a third of the time left. So on a busy core only the last cases, not
 * all of them, lack verdicts.
 *
 * Ownership: run_open makes a run without cases. The caller allocates `cases` and may open
 * `samples_fd`; run_close frees and closes both. Errors: negative errno.
 * Threads: one run at a time in a process.
 */
#ifndef HARNESS_RUN_RUN_H
#define HARNESS_RUN_RUN_H

#include "harness/counters/callgrind.h"
#include "harness/figures/control_check.h"
#include "harness/figures/effort.h"
#include "harness/figures/estimate.h"
#include "harness/machine/partner.h"
#include "harness/quiet/known_core.h"
#include "harness/subject/retained.h"
#include "harness/worker/worker.h"

enum { WORKERS_MOST = 1000 }; /* of a case */

/* Which cases come first when time is short: the articles' own, or further ones. */
enum case_rank { RANK_ARTICLE, RANK_LARGE, RANK_FURTHER, RANKS };

struct run_case {
    const struct scenario *scenario;
    size_t size; /* index into the scenario's sizes */
    const struct allocator *allocator;
    unsigned live;
    enum case_rank rank;
    unsigned block;       /* number of the block of cases that take turns; set by run_measure */
    int given_up;         /* 1: the case gets no more workers, because they are killed or fail */
    struct ladder ladder; /* what is measured and compared (ladder_of) */

    char failure[WORKER_ERROR_MAX]; /* why the case failed; empty: it did not */
    uint64_t counted_ops;           /* 0: not counted */
    struct tally tallies[SCENARIO_VARIANTS];
    uint64_t simulated_ops; /* 0: no counts from callgrind, and simulation_error may say why */
    struct callgrind_counts simulation[VARIANTS_MAX];
    char simulation_error[WORKER_ERROR_MAX];
    char reasons[COUNTERS_MAX][COUNTER_REASON_MAX];
    struct counter_facts counting; /* of the case's last worker */
    struct worker_result *results;
    size_t result_count;
    struct holding held[WORKERS_LEAST]; /* of a retention scenario */
    size_t held_count;                  /* workers of each variant */
    unsigned turns_total, turns_kept;
    double spent_s;    /* by its timed workers, each from start to end */
    unsigned unsteady; /* workers whose warm-up never ended */
    unsigned killed;   /* workers that were killed from outside and replaced */
};

struct run_settings {
    const struct effort *effort;
    double precision;  /* 0: the effort's */
    double max_time_s; /* 0: the effort's */
    int bare;          /* without ladders and walks: the cases' ladders are stripped */
    uint64_t seed;
    unsigned pu;
    unsigned cpu;                               /* the operating system's number of that PU */
    unsigned stand_ins[MACHINE_STAND_INS_MOST]; /* other PUs that it may be measured on */
    size_t stand_in_count;
    /* For scenarios with a peer, by enum partner_place; the first is the nearest. */
    struct partner partners[PARTNER_PLACES];
    struct counter_list counters;
    int callgrind; /* also count under valgrind, by pool->valgrind */
};

enum run_phase { RUN_PROBING, RUN_COUNTING, RUN_SIMULATING, RUN_ROUNDS, RUN_REFINING };

struct run;

/* What `watch` is told. `seconds_left` is an estimate; in RUN_REFINING an upper bound. */
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
    struct quiet_state quiet_state;      /* refined while the run goes on */
    struct quiet_bounds quiet_bounds;    /* rates that confirm the state */
    int quiet_agreed;                    /* earlier runs confirm the state */
    struct rate_counts rates;            /* of all probes so far */
    struct control_check control;        /* what this sitting's control says of the state */
    struct probe probes[PROBE_REFINING]; /* the last ones, as a ring buffer */
    size_t probe_count;                  /* so far */
    size_t last_pu; /* PU of the last worker: 0 for `pu`, i for stand-in i - 1 */
    struct worker_pool *pool;
    const char *program; /* path of the program whose workers measure */
    unsigned layouts;    /* how many layouts it has; workers use them in turn: worker/layout.h */
    /* A run of the same cases by another program; its workers and this run's take turns. NULL:
     * none. run_close does not close it. */
    struct run *against;
    int samples_fd;     /* open for appending: a row for each turn; -1: none */
    int samples_errno;  /* why a row could not be written; 0: all rows were */
    long samples_start; /* offset of the current worker's first row in the file; -1: unknown */
    char ending[WORKER_ERROR_MAX]; /* why the run ended early; empty: not early, or by the user */
    struct rng *rng;
    double started_s;
    double lost_s; /* spent by failed workers; not taken off the budget */
    char callgrind_version[CALLGRIND_VERSION_MAX]; /* empty: callgrind was not run */
    struct run_progress progress;
    struct run_case *timed; /* the case whose worker's turns are being written */
    size_t written;         /* how many turns of that worker are written */
    void (*watch)(const struct run *run, void *context);      /* may be NULL */
    void (*round_done)(const struct run *run, void *context); /* after each round; may be NULL */
    /* Whether a case needs more workers after its first ones. NULL: the precision
     * decides. */
    int (*is_open)(const struct run *run, size_t index, void *context);
    void *context;
};

/* Measures. Returns 0; -EINTR: the user stopped the run, and what was measured is kept;
 * another negative errno: the run ended early, and run->ending says why. Cases that fail do
 * not fail the run. The parent writes the rows of samples.csv on another core, ten times a
 * second while a worker runs. If a worker dies, only its current turn is lost; if the
 * parent is killed, the turns of the last tenth of a second. */
int run_measure(struct run *run);

/* How many workers every case must get. */
size_t run_workers_least(const struct run *run, const struct run_case *c);

/* Says what confirms the quiet state. NULL: nothing does, so timed figures have no
 * verdict. */
const char *run_quiet_confirmed(const struct run *run);

/* How many workers the figures of a case are made of. */
size_t run_workers(const struct run *run, const struct run_case *c);

/* The partner of a case whose scenario has a peer. */
const struct partner *run_partner(const struct run *run, const struct run_case *c);

/* Writes pointers to the usable results of a case to `results`, which has room for
 * result_count. Returns how many. */
size_t run_results(const struct run *run, const struct run_case *c,
                   const struct worker_result **results);

/* How many collections the usable results of a case have seen; -1: the case has no
 * collector. Below COLLECTIONS_LEAST the case's time has no verdict. */
int run_collections(const struct run *run, const struct run_case *c);

/* The time figure of one variant of a case against another. */
struct figure run_time(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared);

/* Writes the metrics of a case to `uses`, in the order of its rows. Returns how many. */
enum { RUN_METRICS_MAX = 128 };
size_t run_metrics(const struct run *run, const struct run_case *c,
                   struct metric_use uses[RUN_METRICS_MAX]);

/* A metric's name in the CSV. A counter is called by its own name, written to `name`. */
const char *run_metric_name(const struct run *run, const struct metric_use *use,
                            char name[COUNTER_NAME_MAX]);

/* The figure of a metric for one variant of a case against another. */
struct figure run_figure(const struct run *run, const struct run_case *c,
                         const struct rungs_compared *compared, const struct metric_use *use);

/* Whether callgrind can count a case. */
int run_is_simulated(const struct run_case *c);

/* The precision in force, and the run's time budget in seconds. */
double run_precision(const struct run_settings *settings);
double run_budget(const struct run *run);

/* Makes an empty run: no cases, no samples.csv, the pool's program. Copies `settings`.
 * `pool` must be open; `pool` and `rng` must live until run_close. */
void run_open(struct run *run, const struct run_settings *settings, struct worker_pool *pool,
              struct rng *rng);

/* Frees the cases and their results, closes samples_fd, and sets the run to all zeros.
 * Closing twice is allowed. */
void run_close(struct run *run);

/* Binds this process to PUs that the run does not measure on, if there are any. */
void run_leave_cores(const struct run_settings *settings, const struct machine *machine);

#endif
