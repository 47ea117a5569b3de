/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <math.h>

/* Share of the planned information between two looks. */
static const double STEP = 0.1;

/* Half of the 20 % chance of a wrong answer: if nothing differs, either side may be called
 * slower. */
static const double MISSED = 0.1;

/* How much more the last look needs because of the earlier looks, in standard errors
 * (Jennison & Turnbull, table 7.6: 1.03 of the information). */
static const double INFLATION = 1.015;

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
        double t = stats_t_quantile(1 - alpha / 2, 2 * side.df);
        if ((wanted + INFLATION * (t - q)) * error <= limit)
            return n;
    }
    return DETECT_PAIRS_MOST;
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

void detect_look(struct detect *test, const struct trimmed *base, const struct trimmed *other,
                 double limit)
{
    double va = base->error * base->error, vb = other->error * other->error, error = sqrt(va + vb);
    if (!detect_is_open(test) || !(error > 0))
        return;
    double enough = limit / errors_in_limit(test->alpha);
    double fraction = fmin(1, enough * enough / (error * error));
    if (fraction < 1 && fraction < test->fraction + STEP)
        return;
    double df = (va + vb) * (va + vb) / (va * va / base->df + vb * vb / other->df);
    double level = erfc(sequential_look(&test->looks, fraction) / M_SQRT2);
    double centre = other->mean - base->mean, reach = error * stats_t_quantile(1 - level / 2, df);
    test->fraction = fraction;
    test->difference = (struct interval){ centre, centre - reach, centre + reach };
    test->verdict = verdict_of(&test->difference, limit);
}

int detect_is_open(const struct detect *test)
{
    return test->verdict == VERDICT_UNRESOLVED && test->fraction < 1;
}
