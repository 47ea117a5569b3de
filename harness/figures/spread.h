/* SPDX-License-Identifier: MIT
 *
 * The spread of a case's workers, and prior knowledge of that spread for a comparison.
 *
 * A worker's address layout makes a cost jump between a few values, so five workers
 * sometimes agree by chance. A prior protects a comparison from that chance: it acts as if
 * `df` degrees of freedom had shown the standard deviation `sd` (stats_moderate). The prior
 * comes from the case's own history on this machine, else from the other cases of the
 * compared runs; failing both, it is spread_cautious.
 *
 * Units: standard deviations are relative to the operation's time, 0.01 for 1 %. Pure;
 * thread-safe.
 */
#ifndef HARNESS_FIGURES_SPREAD_H
#define HARNESS_FIGURES_SPREAD_H

#include <stddef.h>

enum spread_source { SPREAD_CAUTIOUS, SPREAD_OTHER_CASES, SPREAD_HISTORY };

struct spread_prior {
    double sd, df;
    enum spread_source source;
    size_t rests_on; /* how many workers of the history, or how many cases */
};

/* What a machine's earlier runs say of one case. */
struct spread_known {
    double squares; /* sum of squares of the workers' deviations from their run's trimmed mean */
    double df;      /* degrees of freedom of `squares` */
    /* Sum of squares of the deviations of runs of one program from their mean, and the degrees
     * of freedom of that sum. */
    double run_squares, run_df;
    size_t runs, workers;
    double cost_share; /* mean of the runs' costs, relative to the time */
    /* Seconds that a worker took, as a mean in which each run weighs half as much as the next
     * one, because a busy host stays busy. NaN: unknown. */
    double worker_s;
};

/* With fewer degrees of freedom than this a history is not used. */
enum { SPREAD_HISTORY_LEAST = 10 };

/* Fewer cases than this give no prior for another case. */
enum { SPREAD_CASES_LEAST = 4 };

/* 3 %, worth two degrees of freedom (docs/compare.md). */
extern const struct spread_prior spread_cautious;

/* The prior from a case's own history: spread_cautious pooled with what the history has
 * seen, worth at most 20 degrees of freedom. With too little history it is spread_cautious
 * itself. */
struct spread_prior spread_from_history(const struct spread_known *known);

/* The prior from `n` other cases: the standard deviation that nine in ten of them stay
 * below. Sorts `sds`; NaN does not count. */
struct spread_prior spread_from_cases(double *sds, size_t n);

/* The standard deviation between whole runs, which the workers of one run cannot show. The
 * prior, 1 % worth two degrees of freedom, is pooled with the differences that earlier runs of
 * one program had. */
double spread_of_runs(const struct spread_known *known);

#endif
