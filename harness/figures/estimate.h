/* SPDX-License-Identifier: MIT
 *
 * From turns to worker results, and from the results of a case's workers to figures.
 *
 * Each worker yields one number per metric (struct worker_result).
 *   Times, differences, ratios: the median over kept turns, separately for each of
 *     the four stack alignments; then the mean of the four medians.
 *   Under a garbage collector: the mean over all kept turns instead, because only a
 *     few turns contain a collection and a median would ignore it.
 *   Counters: the mean, because they may count rare events.
 *
 * Workers are the replicates. A figure's interval is the t interval of their trimmed mean
 * (harness/base/stats.h). The interval allows for groups: workers of one layout of the program
 * say little about other layouts (stats_grouping). An interval is never narrower than +-0.2 %,
 * because closer agreement is chance (docs/method.md). Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_ESTIMATE_H
#define HARNESS_FIGURES_ESTIMATE_H

#include "harness/base/stats.h"
#include "harness/sampling/sampler.h"
#include "metric.h"

enum { WORKERS_LEAST = 5 };

extern const double estimate_floor; /* least half-width of an interval, relative */
extern const double estimate_same;  /* what lies inside 1 +- this is called same */

enum verdict {
    VERDICT_SLOWER,     /* the whole interval lies above the baseline */
    VERDICT_FASTER,     /* the whole interval lies below the baseline */
    VERDICT_SAME,       /* the ratio's interval lies inside 1 +- 1 % */
    VERDICT_UNRESOLVED, /* the interval allows two of these three */
    VERDICT_NONE,       /* no interval: too few workers, or nothing was read */
    VERDICT_FAILED      /* the case failed; its note says how */
};

/* slower, faster, same, unresolved, no-verdict, failed. */
const char *verdict_name(enum verdict verdict);

/* Quantiles of a worker's times: 10 % and 90 %. In a scenario with a peer the median
 * depends on what the host does to either core, so one number is not enough. */
enum { TIME_QUANTILES = 2 };

extern const double time_quantiles[TIME_QUANTILES];

/* How many collections a case must have seen for a verdict. */
enum { COLLECTIONS_LEAST = 30 };

/* What one worker yields on its case. NaN where nothing was read. */
struct worker_result {
    unsigned turns_total, turns_kept;
    unsigned layout;        /* of the worker's program (harness/worker/layout.h); 0: as linked */
    int collecting;         /* the figures are means over `collections` */
    unsigned collections;   /* in its kept turns */
    double cycles_per_slot; /* median probe of its kept turns */
    double cycle_ns;        /* median core cycle of these probes, in ns */
    double time[VARIANTS_MAX];
    double quantiles[VARIANTS_MAX][TIME_QUANTILES]; /* of the times */
    double delta[VARIANTS_MAX][VARIANTS_MAX]; /* time of a variant minus time of a baseline, */
    double ratio[VARIANTS_MAX][VARIANTS_MAX]; /* or divided by it, turn by turn; where compared */
    double walk[VARIANTS_MAX]; /* of the cache footprint, after a batch of the variant */
    double counts[VARIANTS_MAX][COUNTERS_MAX];
};

/* Value, baseline value and their comparison, per operation. */
struct figure {
    double baseline, value;
    struct interval delta, ratio;
    enum verdict verdict;
    size_t workers;          /* whose results it is made of */
    struct trimmed seen;     /* the difference as if no workers shared a layout; without floor */
    struct grouping layouts; /* of the workers, by layout; part of both intervals */
};

/* Makes the worker result of a worker's turns, for all that the ladder compares. `quiet`
 * gives the reference clock. */
void worker_result_of(const struct measured_turns *measured, const struct ladder *ladder,
                      const struct quiet_state *quiet, struct worker_result *result);

/* True if this worker's result may be used. A worker is rejected if it kept fewer
 * than `turns_least` turns, or if the quiet state it filtered with was worse than
 * the one known now. */
int worker_result_is_usable(const struct worker_result *result, unsigned turns_least,
                            const struct quiet_state *quiet);

/* What one worker contributes to a figure: a replicate of the statistics. */
struct observation {
    double baseline, value, delta, ratio;
    unsigned layout;
};

/* The figure of all observations. An observation whose delta is NaN does not count. */
struct figure estimate_observations(const struct observation *seen, size_t n);

/* A worker's value of one metric for one variant. NaN: the worker has none, or the metric
 * has another source (run_figure). */
double worker_result_value(const struct worker_result *result, const struct metric_use *use,
                           size_t variant);

/* The figure of a metric from the usable results of `n` workers. Times are
 * compared turn by turn within a worker, the other metrics worker by worker. */
struct figure estimate_metric(const struct worker_result *const *results, size_t n,
                              const struct rungs_compared *compared, const struct metric_use *use);

/* The figure of the metric `time`; otherwise as estimate_metric. */
struct figure estimate_time(const struct worker_result *const *results, size_t n,
                            const struct rungs_compared *compared);

/* An exact figure: its interval is the value itself. A difference of at most
 * `slack` is `same`. */
struct figure estimate_exact(double baseline, double value, double slack);

/* A cost, or a difference of costs, with its error raised so that its interval is at least as
 * wide as the floor. The floor is relative to `time`. */
struct trimmed estimate_floored(const struct trimmed *seen, double time);

/* How precisely a time is known, for a run that decides whether to go on. It is half
 * the width that the difference's interval has with the layout prior, as a share of
 * the difference or the baseline, whichever is larger. Infinite without an interval.
 * Without the prior a run would stop exactly when a few workers agree by chance
 * (docs/decisions/002-stop-with-a-layout-prior.md). */
double estimate_spread(const struct figure *figure);

/* What precisions and limits are a share of: the escape cost or the baseline, whichever is
 * larger. */
double estimate_scale(const struct figure *figure);

#endif
