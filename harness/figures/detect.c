/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <math.h>

/* Share of the planned information between two looks. */
static const double STEP = 0.1;

/* How often a difference of the limit is missed. None may be called different to either
 * side, so it is called the same with twice this missing from 1. */
static const double MISSED = 0.025;

/* What looking early costs at the last look: ten looks with this spending need 1.075 of
 * the information of one (by numerical integration; 90 % power, alpha 5 % or 0.6 %). */
static const double INFLATION = 1.037;

/* How many standard errors the limit must be so that the test is decided. */
static double errors_in_limit(double alpha)
{
    return INFLATION *
           (sequential_normal_quantile(1 - alpha / 2) + sequential_normal_quantile(1 - MISSED));
}

size_t detect_pairs(double sd, const struct spread_prior *prior, double limit, double alpha)
{
    double wanted = errors_in_limit(alpha), q = sequential_normal_quantile(1 - alpha / 2);
    for (size_t n = WORKERS_LEAST; n < DETECT_PAIRS_MOST; n++) {
        size_t cut = n / 5; /* at each end */
        double kept = (double) (n - 2 * cut);
        struct trimmed seen = { 0, sd / sqrt(kept), kept - 1 };
        struct trimmed side = stats_moderate(&seen, prior->sd, prior->df);
        double error = M_SQRT2 * side.error;
        double t = stats_t_quantile(1 - alpha / 2, side.df);
        if ((wanted + INFLATION * (t - q)) * error <= limit)
            return n;
    }
    return DETECT_PAIRS_MOST;
}

struct detect_seen detect_sum_up(struct grouped *differences, size_t n)
{
    double values[DETECT_WORKERS_MOST];
    n = n < DETECT_WORKERS_MOST ? n : DETECT_WORKERS_MOST;
    for (size_t i = 0; i < n; i++)
        values[i] = differences[i].value;
    return (struct detect_seen){ n, stats_trimmed_mean(values, n), stats_grouping(differences, n) };
}

struct detect_seen detect_sum_up_sides(const struct worker_result *base,
                                       const struct worker_result *other, size_t n,
                                       const struct rungs_compared *c, unsigned turns_least,
                                       const struct quiet_state *quiet)
{
    struct grouped differences[DETECT_WORKERS_MOST];
    size_t pairs = 0;
    for (size_t i = 0; i < n && pairs < DETECT_WORKERS_MOST; i++) {
        double difference =
            other[i].delta[c->variant][c->baseline] - base[i].delta[c->variant][c->baseline];
        if (worker_result_is_usable(&base[i], turns_least, quiet) &&
            worker_result_is_usable(&other[i], turns_least, quiet) && !isnan(difference))
            differences[pairs++] = (struct grouped){ difference, base[i].layout };
    }
    return detect_sum_up(differences, pairs);
}

struct trimmed detect_tested(const struct detect_seen *seen, const struct spread_prior *prior,
                             double time)
{
    struct trimmed t = estimate_floored(&seen->difference, time);
    t = stats_moderate(&t, M_SQRT2 * prior->sd * time, prior->df);
    return stats_inflate(&t, &seen->layouts);
}

void detect_start(struct detect *test, double alpha)
{
    *test = (struct detect){ .alpha = alpha,
                             .difference = { NAN, NAN, NAN },
                             .verdict = VERDICT_UNRESOLVED };
    sequential_start(&test->looks, alpha);
}

static enum verdict verdict_of(const struct interval *d, double limit)
{
    if (d->low >= -limit && d->high <= limit)
        return VERDICT_SAME;
    if (d->low > 0)
        return VERDICT_SLOWER;
    return d->high < 0 ? VERDICT_FASTER : VERDICT_UNRESOLVED;
}

void detect_look(struct detect *test, const struct trimmed *difference, double limit)
{
    double error = difference->error, centre = difference->mean;
    if (!detect_is_open(test) || !(error > 0))
        return;
    double enough = limit / errors_in_limit(test->alpha);
    double fraction = fmin(1, enough * enough / (error * error));
    if (fraction < 1 && fraction < test->fraction + STEP)
        return;
    double level = erfc(sequential_look(&test->looks, fraction) / M_SQRT2);
    double reach = error * stats_t_quantile(1 - level / 2, difference->df);
    test->fraction = fraction;
    test->difference = (struct interval){ centre, centre - reach, centre + reach };
    test->verdict = verdict_of(&test->difference, limit);
}

int detect_is_open(const struct detect *test)
{
    return test->verdict == VERDICT_UNRESOLVED && test->fraction < 1;
}
