/* SPDX-License-Identifier: MIT */
#include "spread.h"

#include "harness/base/stats.h"

#include <math.h>

static const double RUN_SPREAD = 0.01, RUN_DF = 2;
static const double DF_MOST = 20; /* of a prior at most, because builds and machines change */
static const double CASES_BELOW = 0.9;

const struct spread_prior spread_cautious = { .sd = 0.03, .df = 2, .source = SPREAD_CAUTIOUS };

struct spread_prior spread_from_history(const struct spread_known *known)
{
    if (!known || known->df < SPREAD_HISTORY_LEAST)
        return spread_cautious;
    const struct spread_prior *c = &spread_cautious;
    double df = known->df + c->df;
    return (struct spread_prior){
        .sd = sqrt((known->squares + c->df * c->sd * c->sd) / df),
        .df = fmin(df, DF_MOST),
        .source = SPREAD_HISTORY,
        .rests_on = known->workers,
    };
}

struct spread_prior spread_from_cases(double *sds, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(sds[i]))
            sds[known++] = fmin(sds[i], spread_cautious.sd);
    if (known < SPREAD_CASES_LEAST)
        return spread_cautious;
    return (struct spread_prior){
        .sd = stats_quantile(sds, known, CASES_BELOW),
        .df = spread_cautious.df,
        .source = SPREAD_OTHER_CASES,
        .rests_on = known,
    };
}

double spread_of_runs(const struct spread_known *known)
{
    double squares = RUN_DF * RUN_SPREAD * RUN_SPREAD, df = RUN_DF;
    if (known && known->run_df > 0) {
        squares += known->run_squares;
        df += known->run_df;
    }
    return sqrt(squares / df);
}
