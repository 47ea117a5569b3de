/* SPDX-License-Identifier: MIT
 *
 * Compares runs with a base run: for every case and variant the difference of the escape
 * costs, its interval and a verdict.
 *
 * Workers are the replicates. A run's cost is the trimmed mean over its workers. Yuen's
 * test tests the difference of two costs. Where the workers of both sides took turns in one
 * run, the difference is the trimmed mean over pairs of workers (harness/figures/detect.h).
 * Holm's method adjusts the p values of the whole table (harness/base/stats.h), so that a
 * table of a hundred equal cases has a false verdict as rarely as a table of one. Times and
 * cycles get a prior on the spread of workers (harness/figures/spread.h) and an allowance
 * for the difference between whole runs. The allowance is smaller where runs are pooled, and
 * absent where one run measured both sides in turns (docs/compare.md). Exact figures
 * (allocations, callgrind's counts) are compared without statistics.
 *
 * Percentages are relative to the base run's escape cost or to its baseline, whichever is
 * larger, as in the run's own precision. A percentage of the escape cost alone would be
 * meaningless for an escape that costs nothing.
 *
 * Units: those of the rows. Pure but for malloc. Errors: negative errno. Threads: one per
 * table; compare_runs starts threads and ends them (harness/base/parallel.h).
 */
#ifndef HARNESS_COMPARE_COMPARE_H
#define HARNESS_COMPARE_COMPARE_H

#include "harness/figures/estimate.h"
#include "harness/figures/spread_history.h"
#include "harness/readback/runfile.h"

/* What a run says about one row of its table. */
struct compare_side {
    const struct runfile_row *row; /* NULL: the run lacks it */
    struct trimmed cost;      /* variant minus baseline; its error includes the floor of +-0.2 % */
    struct interval interval; /* of the cost, 95 % */
    double baseline, value, larger; /* per operation; the larger of the two */
    double spread;                /* standard deviation of the workers' costs, relative to `larger`;
                                     NaN: unknown */
    int layout_bound;             /* the metric depends on the address layout, so priors apply */
    struct spread_prior prior;    /* of differences and their intervals */
    struct spread_prior caution;  /* of p values; never from other cases */
    struct trimmed shown, tested; /* the cost moderated by `prior` and by `caution` */
    struct grouping layouts;      /* of workers: part of `shown` and `tested`, not of `cost` */
    struct runfile_result *results; /* the row's; freed by compare_free */
    size_t result_count;
    double run_spread; /* standard deviation between whole runs; in p, not in intervals */
    size_t workers;
    int exact;
    int printed; /* no workers were read, so the interval is comparison.csv's */
};

/* The side of a run that lacks the row. */
extern const struct compare_side compare_none;

struct compare_run {
    const struct runfile *file;
    struct compare_side *sides;   /* one for each row of the file */
    struct compare_side **sorted; /* in runfile_order */
    int together;                 /* measured in turns with run 0, or in the same run */
};

struct compare_row {
    size_t run;                              /* index of the run that is compared with run 0 */
    const struct compare_side *base, *other; /* never NULL: compare_none for a missing side */
    struct interval difference;              /* other - base */
    struct interval percent;                 /* of `scale`; NaN if `scale` is 0 */
    double scale;
    size_t pairs;     /* of workers, whose differences were taken; 0: the costs were subtracted */
    double p, p_holm; /* NaN for exact figures and for the control */
    enum verdict verdict;
    int control; /* the run's control scenario: no part of any summary */
};

/* Geometric mean of a run's escape costs over the cases that all runs have and whose
 * interval lies above 0 in all runs. */
struct compare_mean {
    double cost;
    struct interval ratio; /* to the base run's; 95 % */
};

struct compare_table {
    struct compare_run *runs;
    size_t run_count;
    int any_allocator;                    /* allocators do not matter when cases are matched */
    const struct spread_history *history; /* of the runs' machine; NULL: none is known */
    struct compare_row *rows;
    size_t row_count;
    struct compare_mean *means; /* one for each run */
    size_t mean_cases, common_cases;
};

/* Makes the sides of a run. `base` is the base run's file, NULL for the base run itself. The
 * worker results of the file's rows become the sides' if the two took turns, and are freed
 * if not: there may be thousands of runs. compare_free frees the contents of `run`, but not
 * the file, which must still be there. -ENOMEM. */
int compare_prepare(struct compare_run *run, struct runfile *file, const struct runfile *base);

/* Sets the priors of each side of each run, and with them `shown`, `tested` and
 * `run_spread`. A part of compare_runs. -ENOMEM. */
int compare_set_priors(struct compare_table *table);

/* The side of a run that is about the same case as `like`, or NULL. */
const struct compare_side *compare_find(const struct compare_table *table, size_t run,
                                        const struct compare_side *like);

/* Whether a side has a figure to compare: enough workers, not failed. */
int compare_has_figure(const struct compare_side *side);

/* Compares runs 1, 2, ... with run 0. Rows are in the order of run 0's; rows that only
 * later runs have follow. The caller sets runs, run_count, any_allocator and history;
 * compare_runs fills in the rest. -ENOMEM. */
int compare_runs(struct compare_table *table);

void compare_free(struct compare_table *table);

/* The thresholds of a regression: the whole interval must lie beyond both. */
struct compare_gate {
    double percent, absolute;
};

int compare_is_regression(const struct compare_row *row, const struct compare_gate *gate);

/* Whether the row is known to be a regression or none: it has a verdict, or its interval does not
 * reach beyond the thresholds. */
int compare_is_resolved(const struct compare_row *row, const struct compare_gate *gate);

#endif
