/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

double stats_stratified_median(const double *values, const unsigned char *strata, size_t n,
                               double *scratch)
{
    double sum = 0;
    unsigned filled = 0;
    for (unsigned stratum = 0; stratum < STATS_STRATA; stratum++) {
        size_t members = 0;
        for (size_t i = 0; i < n; i++)
            if (strata[i] == stratum)
                scratch[members++] = values[i];
        if (members == 0)
            continue;
        sum += stats_median(scratch, members);
        filled++;
    }
    return filled > 0 ? sum / filled : NAN;
}

double stats_quantile(double *values, size_t n, double p)
{
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, ascending);
    double at = p * (double) (n - 1);
    size_t below = (size_t) at;
    if (below + 1 >= n)
        return values[n - 1];
    return values[below] + (at - (double) below) * (values[below + 1] - values[below]);
}

double stats_median(double *values, size_t n)
{
    return stats_quantile(values, n, 0.5);
}

/* As lgamma, but thread-safe: lgamma writes a global variable. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* Continued fraction of the incomplete beta function by Lentz's method
 * (DLMF 8.17.22; Lentz, Applied Optics 15, 1976). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300, enough = 1e-15;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < 1000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step = 1;
        for (int k = 0; k < 2; k++) {
            double term = k == 0 ? even : odd;
            d = 1 + term * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            c = fabs(c) < tiny ? tiny : c;
            step = d * c;
            h *= step;
        }
        if (fabs(step - 1) < enough)
            break;
    }
    return h;
}

/* Regularised incomplete beta function I_x(a, b), DLMF 8.17. */
static double beta_regularised(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double stats_t_cdf(double t, double df)
{
    double tail = beta_regularised(df / 2, 0.5, df / (df + t * t)) / 2;
    return t > 0 ? 1 - tail : tail;
}

static double t_density(double t, double df)
{
    double scale = log_gamma((df + 1) / 2) - log_gamma(df / 2) - log(df * M_PI) / 2;
    return exp(scale - (df + 1) / 2 * log1p(t * t / df));
}

/* Newton's method within a bracket that each step narrows. A step that would leave the
 * bracket goes to its middle. */
static double find_quantile(double p, double df)
{
    double low = p < 0.5 ? -2 : 0, high = p < 0.5 ? 0 : 2;
    while (p < 0.5 && stats_t_cdf(low, df) > p) {
        high = low;
        low *= 2;
    }
    while (p >= 0.5 && stats_t_cdf(high, df) < p) {
        low = high;
        high *= 2;
    }
    double t = (low + high) / 2;
    for (int i = 0; i < 200 && high - low > 1e-13 * (1 + fabs(low)); i++) {
        double off = stats_t_cdf(t, df) - p;
        *(off < 0 ? &low : &high) = t;
        double next = t - off / t_density(t, df);
        if (next > low && next < high && fabs(next - t) <= 1e-8 * (1 + fabs(t)))
            return next; /* its error is of the order of the step's square */
        t = next > low && next < high ? next : (low + high) / 2;
    }
    return t;
}

/* Keeps the last quantile, because a large table needs the same one in many rows. */
double stats_t_quantile(double p, double df)
{
    static _Thread_local double last_p, last_df, last;
    if (p != last_p || df != last_df) {
        last = find_quantile(p, df);
        last_p = p;
        last_df = df;
    }
    return last;
}

/* Sum of squared deviations of the sorted values from their mean after the
 * `cut` values at each end were replaced by their inner neighbours. */
static double winsorised_squares(const double *sorted, size_t n, size_t cut)
{
    double mean = 0, squares = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            size_t at = i < cut ? cut : i >= n - cut ? n - cut - 1 : i;
            if (pass == 0)
                mean += sorted[at] / (double) n;
            else
                squares += (sorted[at] - mean) * (sorted[at] - mean);
        }
    }
    return squares;
}

struct trimmed stats_trimmed_mean(double *values, size_t n)
{
    struct trimmed result = { NAN, NAN, NAN };
    if (n == 0)
        return result;
    qsort(values, n, sizeof *values, ascending);
    size_t cut = n / 5;
    double sum = 0, kept = (double) (n - 2 * cut);
    for (size_t i = cut; i < n - cut; i++)
        sum += values[i];
    result.mean = sum / kept;
    if (n < 2)
        return result;
    result.df = kept - 1;
    result.error = sqrt(winsorised_squares(values, n, cut) / (kept * (kept - 1)));
    return result;
}

struct interval stats_interval(const struct trimmed *t)
{
    double reach = isnan(t->error) ? NAN : stats_t_quantile(0.975, t->df) * t->error;
    return (struct interval){ t->mean, t->mean - reach, t->mean + reach };
}

struct interval stats_trimmed_interval(double *values, size_t n)
{
    struct trimmed t = stats_trimmed_mean(values, n);
    return stats_interval(&t);
}

const struct grouping stats_ungrouped = { 1, INFINITY };

static int by_value(const void *a, const void *b)
{
    return ascending(&((const struct grouped *) a)->value, &((const struct grouped *) b)->value);
}

static int by_group(const void *a, const void *b)
{
    unsigned x = ((const struct grouped *) a)->group, y = ((const struct grouped *) b)->group;
    return (x > y) - (x < y);
}

/* Replaces the values by their Winsorised deviations. */
static void winsorise(struct grouped *values, size_t n)
{
    size_t cut = n / 5;
    double mean = 0;
    qsort(values, n, sizeof *values, by_value);
    for (size_t i = 0; i < cut; i++) {
        values[i].value = values[cut].value;
        values[n - 1 - i].value = values[n - 1 - cut].value;
    }
    double middle = n > 0 ? values[n / 2].value : 0; /* equal values have no deviation at all */
    for (size_t i = 0; i < n; i++)
        mean += (values[i].value - middle) / (double) n;
    for (size_t i = 0; i < n; i++)
        values[i].value -= middle + mean;
}

struct grouping stats_grouping(struct grouped *values, size_t n)
{
    size_t groups = 0;
    double sum = 0, alone = 0, together = 0;
    winsorise(values, n);
    qsort(values, n, sizeof *values, by_group);
    for (size_t i = 0; i < n; i++) {
        alone += values[i].value * values[i].value;
        sum += values[i].value;
        if (i + 1 < n && values[i].group != 0 && values[i + 1].group == values[i].group)
            continue;
        together += sum * sum;
        sum = 0;
        groups++;
    }
    if (groups < STATS_GROUPS_LEAST || groups == n || !(alone > 0))
        return stats_ungrouped;
    size_t kept = groups - 2 * (groups / 5);
    double g = (double) groups, count = (double) n;
    double inflation = sqrt(together / alone * g / (g - 1) * (count - 1) / count);
    return (struct grouping){ fmax(1, inflation), (double) kept - 1 };
}

struct trimmed stats_inflate(const struct trimmed *t, const struct grouping *grouping)
{
    return (struct trimmed){ t->mean, t->error * grouping->inflation, fmin(t->df, grouping->df) };
}

struct trimmed stats_trimmed_from(const struct interval *interval, size_t n)
{
    struct trimmed result = { interval->centre, NAN, NAN };
    if (n < 2)
        return result;
    size_t cut = n / 5;
    result.df = (double) (n - 2 * cut) - 1;
    result.error = (interval->high - interval->low) / 2 / stats_t_quantile(0.975, result.df);
    return result;
}

double stats_trimmed_sd(const struct trimmed *t)
{
    return t->error * sqrt(t->df + 1);
}

struct trimmed stats_moderate(const struct trimmed *t, double sd, double df)
{
    double kept = t->df + 1, variance = t->error * t->error * kept;
    variance = (t->df * variance + df * sd * sd) / (t->df + df);
    return (struct trimmed){ t->mean, sqrt(variance / kept), t->df + df };
}

struct difference stats_difference(const struct trimmed *a, const struct trimmed *b)
{
    double centre = b->mean - a->mean;
    double va = a->error * a->error, vb = b->error * b->error, error = sqrt(va + vb);
    struct difference result = { { centre, NAN, NAN }, NAN };
    if (isnan(error))
        return result;
    if (error == 0) {
        result.interval = (struct interval){ centre, centre, centre };
        result.p = centre == 0;
        return result;
    }
    double df = (va + vb) * (va + vb) / (va * va / a->df + vb * vb / b->df);
    double reach = stats_t_quantile(0.975, df) * error;
    result.interval = (struct interval){ centre, centre - reach, centre + reach };
    result.p = 2 * stats_t_cdf(-fabs(centre) / error, df);
    return result;
}

static int ascending_targets(const void *a, const void *b)
{
    return ascending(*(const double *const *) a, *(const double *const *) b);
}

int stats_holm(double *p, size_t n)
{
    double **order = malloc((n + 1) * sizeof *order), largest = 0;
    size_t tests = 0;
    if (!order)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i]))
            order[tests++] = &p[i];
    qsort(order, tests, sizeof *order, ascending_targets);
    for (size_t i = 0; i < tests; i++) {
        largest = fmax(largest, fmin(1, *order[i] * (double) (tests - i)));
        *order[i] = largest;
    }
    free(order);
    return 0;
}
