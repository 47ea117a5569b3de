/* SPDX-License-Identifier: MIT
 *
 * The spread of a case's workers, and what is known of it before a comparison.
 *
 * A worker's address layout makes a cost jump between a few values, so five
 * workers now and then agree by luck. A prior keeps a comparison from believing
 * them: as if `df` degrees of freedom had shown the standard deviation `sd`
 * (stats_moderate). It comes from the case's own history on this machine, else
 * from the other cases of the compared runs, else it is the cautious one.
 *
 * Units: standard deviations are seen of the operation's time, 0.01 for 1 %.
 * Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_SPREAD_H
#define HARNESS_FIGURES_SPREAD_H

#include <stddef.h>

enum spread_source { SPREAD_CAUTIOUS, SPREAD_OTHER_CASES, SPREAD_HISTORY };

struct spread_prior {
    double sd, df;
    enum spread_source source;
    size_t rests_on; /* workers of the history, or cases */
};

/* What a machine's earlier runs say of one case. */
struct spread_known {
    double squares;     /* of the workers' deviations from their run's trimmed mean, summed */
    double df;          /* of that */
    double run_squares; /* the same for runs of one program, from their mean */
    double run_df;
    size_t runs, workers;
    double cost_share; /* mean of the runs' costs, relative to the time */
    double worker_s;   /* mean seconds that a worker took; NaN: unknown */
};

/* Fewer degrees of freedom than this are no history. */
enum { SPREAD_HISTORY_LEAST = 10 };

/* Fewer cases than this say nothing of another one. */
enum { SPREAD_CASES_LEAST = 4 };

/* 3 %, worth two degrees of freedom (docs/compare.md). */
extern const struct spread_prior spread_cautious;

/* The prior that a case's own history earns: the cautious one, faded by what the
 * history has seen, and worth 20 degrees of freedom at most. With too little
 * history it is the cautious one itself. */
struct spread_prior spread_from_history(const struct spread_known *known);

/* The prior that `n` cases earn for any case beside them: nine in ten of them
 * spread less. `sds` is sorted in place; NaN does not count. */
struct spread_prior spread_from_cases(double *sds, size_t n);

/* What a whole run is off by, whatever its workers agree on: 1 %, worth two
 * degrees of freedom, faded by what runs of one program differed by. */
double spread_of_runs(const struct spread_known *known);

#endif
