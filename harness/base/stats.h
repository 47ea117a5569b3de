/* SPDX-License-Identifier: MIT
 *
 * Statistics: pure functions of arrays of doubles.
 *
 * Unit: the caller's. Nothing is kept or allocated beyond a call. Functions marked "Sorts."
 * put `values` in ascending order in place. Thread-safe.
 */
#ifndef HARNESS_BASE_STATS_H
#define HARNESS_BASE_STATS_H

#include <stddef.h>

/* A centre and its confidence interval. `low` and `high` are NaN if there are too few
 * values for an interval; `centre` is NaN, too, if there are none. */
struct interval {
    double centre;
    double low;
    double high;
};

/* Median. Sorts. NaN for n = 0. */
double stats_median(double *values, size_t n);

/* The median within each stratum, then the mean of these medians over the strata that have
 * values. strata[i] < STATS_STRATA is the stratum of values[i]; `scratch` has room for n.
 * NaN for n = 0. A plain median would jump between strata that differ. */
enum { STATS_STRATA = 4 };
double stats_stratified_median(const double *values, const unsigned char *strata, size_t n,
                               double *scratch);

/* Quantile p in [0, 1] by linear interpolation between order statistics (type 7 of Hyndman
 * & Fan 1996, R's default). Sorts. NaN for n = 0. */
double stats_quantile(double *values, size_t n, double p);

/* P(T <= t) of Student's t with `df` > 0 degrees of freedom, not necessarily whole. */
double stats_t_cdf(double t, double df);

/* The t with P(T <= t) = p, for 0 < p < 1 and df > 0. */
double stats_t_quantile(double p, double df);

/* 95 % t interval of the 20 % trimmed mean (Tukey & McLaughlin, Sankhya A 25, 1963;
 * standard error as in Yuen, Biometrika 61, 1974): g = floor(n / 5) values are cut at each
 * end, the squares are those of the Winsorised values, and t has n - 2g - 1 degrees of
 * freedom. The mean is trimmed because about one worker in ten gets an unlucky address layout
 * that costs 5 % for the worker's whole life, while the figure is about the typical layout.
 * An interval needs n >= 2. With n < 5 nothing is cut, and the result is Student's interval of
 * the mean. Sorts. */
struct interval stats_trimmed_interval(double *values, size_t n);

/* The 20 % trimmed mean with its standard error and degrees of freedom, which a comparison of
 * two means needs. */
struct trimmed {
    double mean;
    double error;
    double df;
};

/* The trimmed mean of `n` values. For n = 0 all members are NaN; for n = 1 `error` is NaN.
 * Sorts. */
struct trimmed stats_trimmed_mean(double *values, size_t n);

/* The trimmed mean behind an interval that stats_trimmed_interval made of `n` values. */
struct trimmed stats_trimmed_from(const struct interval *interval, size_t n);

/* The standard deviation behind a trimmed mean's error, comparable with `sd` of
 * stats_moderate. */
double stats_trimmed_sd(const struct trimmed *t);

/* Combines a trimmed mean's error with prior knowledge of the spread, as if `df` more
 * degrees of freedom had shown a standard deviation of `sd` (the moderated t of Smyth,
 * Statistical Applications in Genetics and Molecular Biology 3, 2004, with a given
 * prior). */
struct trimmed stats_moderate(const struct trimmed *t, double sd, double df);

/* How a trimmed mean's error changes if its values come in groups that share something, such
 * as an address layout. `inflation`, at least 1, is the factor of the error. `df` is the most
 * degrees of freedom that the error may then have. The inflated error is the cluster-robust
 * one (Cameron & Miller, Journal of Human Resources 50, 2015) of the Winsorised values. */
struct grouping {
    double inflation, df;
};

struct grouped {
    double value;
    unsigned group; /* 0: a group of its own */
};

/* No value shares anything: 1 and infinite. */
extern const struct grouping stats_ungrouped;

/* The grouping of `n` values; stats_ungrouped for fewer than STATS_GROUPS_LEAST groups, which
 * are too few to estimate it. Sorts. */
enum { STATS_GROUPS_LEAST = 5 };
struct grouping stats_grouping(struct grouped *values, size_t n);

/* The trimmed mean with its error inflated and its degrees of freedom limited. */
struct trimmed stats_inflate(const struct trimmed *t, const struct grouping *grouping);

/* The 95 % t interval of a trimmed mean. */
struct interval stats_interval(const struct trimmed *t);

/* b - a and whether it is 0, by Yuen's test for two trimmed means of unequal variance
 * (Biometrika 61, 1974): Welch's degrees of freedom, `p` two-sided, a 95 % interval. If
 * neither has any variance, p is 1 for equal means and 0 otherwise. NaN if a or b lacks its
 * error. */
struct difference {
    struct interval interval;
    double p;
};

struct difference stats_difference(const struct trimmed *a, const struct trimmed *b);

/* Adjusts p values in place by Holm's method (Scandinavian Journal of Statistics 6, 1979):
 * rejecting all that are below alpha keeps the chance of any false rejection among the n
 * tests below alpha. NaN stays NaN and is no test. -ENOMEM. */
int stats_holm(double *p, size_t n);

#endif
