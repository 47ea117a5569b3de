/* SPDX-License-Identifier: MIT */
#include "detect.h"

#include <math.h>

/* Share of the planned information between two looks. */
static const double STEP = 0.1;

/* How often a difference of the limit may be missed. Equal sides may stay undecided
 * twice as often, because a difference of the limit must be excluded on either side. */
static const double MISSED = 0.025;

/* Limits that a difference must have to be decided by an early look. */
static const double LARGE = 3;

/* What looking early costs at the last look: ten looks with this spending need 1.04 of
 * the information of one (by numerical integration; 97.5 % power, alpha 5 % or 0.6 %). */
static const double INFLATION = 1.02;

/* Share of the planned pairs after which half of the tests have ended (evidence/replay.c). */
static const double USED = 0.7;

/* How many standard errors the limit must be so that the test is decided, if the error has
 * `df` degrees of freedom. A bound with few of them is further out, and needs a smaller
 * error. */
static double errors_in_limit(double alpha, double df)
{
    return INFLATION *
           (stats_t_quantile(1 - alpha / 2, df) + sequential_normal_quantile(1 - MISSED));
}

size_t detect_pairs(double sd, const struct spread_prior *prior, double limit, double alpha)
{
    for (size_t n = WORKERS_LEAST; n < DETECT_PAIRS_MOST; n++) {
        size_t cut = n / 5; /* at each end */
        double kept = (double) (n - 2 * cut);
        struct trimmed seen = { 0, sd / sqrt(kept), kept - 1 };
        struct trimmed side = stats_moderate(&seen, prior->sd, prior->df);
        double error = M_SQRT2 * side.error;
        if (errors_in_limit(alpha, side.df) * error <= limit)
            return n;
    }
    return DETECT_PAIRS_MOST;
}

double detect_pairs_used(double sd, const struct spread_prior *prior, double limit, double alpha)
{
    return fmax(USED * (double) detect_pairs(sd, prior, limit, alpha), WORKERS_LEAST);
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

void detect_look(struct detect *test, const struct trimmed *difference, double limit, int early)
{
    double error = difference->error, centre = difference->mean;
    if (!detect_is_open(test) || !(error > 0))
        return;
    double enough = limit / errors_in_limit(test->alpha, difference->df);
    double fraction = fmin(1, enough * enough / (error * error));
    if (fraction < 1 && fraction < test->fraction + STEP)
        return;
    double level = erfc(sequential_look(&test->looks, fraction) / M_SQRT2);
    double reach = error * stats_t_quantile(1 - level / 2, difference->df);
    test->fraction = fraction;
    test->difference = (struct interval){ centre, centre - reach, centre + reach };
    if (!early || fraction == 1 || fabs(centre) >= LARGE * limit)
        test->verdict = verdict_of(&test->difference, limit);
}

int detect_is_open(const struct detect *test)
{
    return test->verdict == VERDICT_UNRESOLVED && test->fraction < 1;
}
