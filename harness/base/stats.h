/* SPDX-License-Identifier: MIT
 *
 * The statistics, pure functions of arrays of doubles.
 *
 * Unit: the caller's. Nothing is kept or allocated beyond the call. Functions
 * that say "sorts" put `values` in ascending order in place. Thread-safe.
 */
#ifndef HARNESS_BASE_STATS_H
#define HARNESS_BASE_STATS_H

#include <stddef.h>

/* A centre and its confidence interval. With fewer values than an interval
 * needs, low and high are NaN; with none, all three are. */
struct interval {
    double centre;
    double low;
    double high;
};

/* Median; sorts. NaN for n = 0. */
double stats_median(double *values, size_t n);

/* The mean, over the strata that have values, of the median within each;
 * strata[i] < STATS_STRATA is that of values[i], `scratch` has room for n. NaN
 * for n = 0. Where strata differ, the median of all would jump from one's
 * values to another's. */
enum { STATS_STRATA = 4 };
double stats_stratified_median(const double *values, const unsigned char *strata, size_t n,
                               double *scratch);

/* Quantile p in [0, 1] by linear interpolation between order statistics
 * (type 7 of Hyndman & Fan 1996, R's default); sorts. NaN for n = 0. */
double stats_quantile(double *values, size_t n, double p);

/* P(T <= t) of Student's t with `df` > 0 degrees of freedom, not necessarily whole. */
double stats_t_cdf(double t, double df);

/* The t with P(T <= t) = p, for 0 < p < 1 and df > 0. */
double stats_t_quantile(double p, double df);

/* 95 % t interval of the 20 % trimmed mean (Tukey & McLaughlin, Sankhya A 25,
 * 1963; standard error as in Yuen, Biometrika 61, 1974): g = floor(n / 5)
 * values are cut at each end, the squares are those of the Winsorised values,
 * and t has n - 2g - 1 degrees of freedom. Why trimmed: a worker now and
 * then gets an unlucky address layout that costs 5 % for its whole life; the
 * typical layout is what the figure is about. Sorts. Needs n >= 2 for an
 * interval; with n < 5 nothing is cut and it is Student's interval of the mean. */
struct interval stats_trimmed_interval(double *values, size_t n);

/* The same trimmed mean with its standard error and degrees of freedom: what a
 * comparison of two needs. Without values all is NaN; with one, error is. */
struct trimmed {
    double mean;
    double error;
    double df;
};

/* Sorts. */
struct trimmed stats_trimmed_mean(double *values, size_t n);

/* The trimmed mean of `n` values that an interval was made of. */
struct trimmed stats_trimmed_from(const struct interval *interval, size_t n);

/* The standard deviation behind a trimmed mean's error: what stats_moderate's `sd` is
 * to be compared with. */
double stats_trimmed_sd(const struct trimmed *t);

/* A trimmed mean's error when something is known about the spread beforehand:
 * as if `df` more degrees of freedom had shown a standard deviation of `sd`
 * (the moderated t of Smyth, Statistical Applications in Genetics and Molecular
 * Biology 3, 2004, with a given prior). */
struct trimmed stats_moderate(const struct trimmed *t, double sd, double df);

/* b - a and whether it is 0, by Yuen's test for two trimmed means of unequal
 * variance (Biometrika 61, 1974): Welch's degrees of freedom, `p` two-sided,
 * a 95 % interval. Without variance in either, a difference is certain and
 * none is none: p is 0 or 1. NaN where a or b lacks its error. */
struct difference {
    struct interval interval;
    double p;
};

struct difference stats_difference(const struct trimmed *a, const struct trimmed *b);

/* Makes p values Holm's (Scandinavian Journal of Statistics 6, 1979), each in
 * its place: rejecting those below alpha keeps the chance of any false
 * rejection among all n below alpha. NaN stays, and counts for nothing.
 * -ENOMEM. */
int stats_holm(double *p, size_t n);

#endif
