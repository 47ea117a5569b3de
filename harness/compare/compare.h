/* SPDX-License-Identifier: MIT
 *
 * Runs against a base run: for every case and variant the difference of the
 * escape costs, its interval and a verdict.
 *
 * Workers are the replicates. Two runs' costs are trimmed means over workers,
 * their difference is tested by Yuen's test and the p values of the whole table
 * are made Holm's (harness/base/stats.h), so that a table of a hundred equal cases
 * has a false verdict as rarely as a table of one. Times and cycles come with a
 * prior on the spread of workers (harness/figures/spread.h) and an allowance for
 * what a whole run is off by, less where runs are pooled and none where both sides
 * were measured in turns, in one run (docs/compare.md). Exact figures
 * (allocations, callgrind's counts) are compared as they are.
 *
 * Percentages are of the base run's escape cost or of its baseline, whichever
 * is larger, as in the run's own precision: an escape that costs nothing would
 * make a percentage of itself meaningless.
 *
 * Pure but for malloc. Errors: negative errno. Threads: one per table; compare_runs
 * starts some of its own (parallel.h) and ends them.
 */
#ifndef HARNESS_COMPARE_COMPARE_H
#define HARNESS_COMPARE_COMPARE_H

#include "harness/figures/estimate.h"
#include "harness/figures/spread_history.h"
#include "harness/readback/runfile.h"

/* What a run says about one row of its table. */
struct compare_side {
    const struct runfile_row *row;  /* NULL: the run lacks it */
    struct trimmed cost;            /* variant less baseline; its error has the floor in it */
    struct interval interval;       /* of the cost, 95 % */
    double baseline, value, larger; /* per operation; the larger of the two */
    double spread;                  /* of the workers' costs, relative to `larger`; NaN: unknown */
    int layout_bound;               /* a prior applies */
    struct spread_prior prior;      /* of differences and their intervals */
    struct spread_prior caution;    /* of p: other cases' spread is no proof for this one */
    struct trimmed shown, tested;   /* the cost with the one and with the other */
    double run_spread;              /* what the whole run may be off by; in p, not in intervals */
    size_t workers;
    int exact;
    int printed; /* no workers were read: the interval is comparison.csv's */
};

/* The side of a run that lacks the row. */
extern const struct compare_side compare_none;

struct compare_run {
    const struct runfile *file;
    struct compare_side *sides;   /* one for each row of the file */
    struct compare_side **sorted; /* in runfile_order */
    int together;                 /* measured in turns with run 0, or out of the same run */
};

struct compare_row {
    size_t run;                              /* which of the runs is compared with run 0 */
    const struct compare_side *base, *other; /* never NULL: compare_none where there is none */
    struct interval difference;              /* other - base */
    struct interval percent;                 /* of `scale`; NaN when that is 0 */
    double scale;
    double p, p_holm; /* NaN for exact figures and for the control */
    enum verdict verdict;
    int control; /* the run's control scenario: no part of any summary */
};

/* Geometric mean of a run's escape costs over the cases that all runs have and
 * in all of which it is certainly above 0. */
struct compare_mean {
    double cost;
    struct interval ratio; /* to the base run's; 95 % */
};

struct compare_table {
    struct compare_run *runs;
    size_t run_count;
    int any_allocator;                    /* cases match whatever their allocator */
    const struct spread_history *history; /* of the runs' machine; NULL: none is known */
    struct compare_row *rows;
    size_t row_count;
    struct compare_mean *means; /* one for each run */
    size_t mean_cases, common_cases;
};

/* Makes the sides of a run, then frees the worker results: it is the last to
 * need them. compare_free frees what is in `run`, not the file. */
int compare_prepare(struct compare_run *run, struct runfile *file);

/* Gives each side of each run what is known of its spread: shown, tested and
 * run_spread. -ENOMEM. Part of compare_runs. */
int compare_set_priors(struct compare_table *table);

/* The side of a run that is about the same case as `like`, or NULL. */
const struct compare_side *compare_find(const struct compare_table *table, size_t run,
                                        const struct compare_side *like);

/* Whether a side has a figure to compare: enough workers, not failed. */
int compare_has_figure(const struct compare_side *side);

/* Compares runs 1... with run 0, in the order of run 0's rows; what only later
 * runs have follows. Reads runs, run_count, any_allocator and history, fills the
 * rest. */
int compare_runs(struct compare_table *table);

void compare_free(struct compare_table *table);

/* How much worse is a regression: an interval beyond both. */
struct compare_gate {
    double percent, absolute;
};

int compare_is_regression(const struct compare_row *row, const struct compare_gate *gate);

/* Whether the row answers the gate's question: a verdict, or an interval that
 * does not reach beyond the thresholds. */
int compare_is_resolved(const struct compare_row *row, const struct compare_gate *gate);

#endif
