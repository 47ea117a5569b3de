/* SPDX-License-Identifier: MIT */
#include "harness/figures/spread.h"

#include <criterion/criterion.h>
#include <math.h>

#define NEAR(a, b) cr_expect(fabs((a) - (b)) < 1e-12, "%.15g is not %.15g", (a), (b))

Test(spread, without_history_the_prior_is_cautious)
{
    struct spread_known little = { .squares = 9e-6, .df = 9, .workers = 10 };
    cr_expect_eq(spread_from_history(NULL).source, SPREAD_CAUTIOUS);
    cr_expect_eq(spread_from_history(&little).source, SPREAD_CAUTIOUS);
    NEAR(spread_from_history(&little).sd, 0.03);
    NEAR(spread_of_runs(NULL), 0.01);
}

/* Forty workers that agree within 0.1 % reduce the cautious 3 % to 0.66 %. */
Test(spread, history_fades_the_cautious_prior)
{
    struct spread_known known = { .squares = 40 * 1e-6, .df = 40, .workers = 44 };
    struct spread_prior prior = spread_from_history(&known);
    cr_expect_eq(prior.source, SPREAD_HISTORY);
    cr_expect_eq(prior.rests_on, 44);
    NEAR(prior.sd, sqrt((40e-6 + 2 * 9e-4) / 42));
    NEAR(prior.df, 20.0);
}

/* With a history that jumps the prior is wider than the cautious one. */
Test(spread, a_history_of_jumps_is_no_narrower)
{
    struct spread_known known = { .squares = 50 * 16e-4, .df = 50, .workers = 55 };
    cr_expect_gt(spread_from_history(&known).sd, 0.03);
}

Test(spread, other_cases_give_what_nine_in_ten_stay_below)
{
    double sds[] = { 0.001, NAN, 0.001, 0.001, 0.2, 0.001 };
    struct spread_prior prior = spread_from_cases(sds, 6);
    cr_expect_eq(prior.source, SPREAD_OTHER_CASES);
    cr_expect_eq(prior.rests_on, 5);
    NEAR(prior.df, 2.0);
    NEAR(prior.sd, 0.001 + 0.6 * (0.03 - 0.001)); /* a wild case counts as 3 % */
}

Test(spread, few_cases_tell_nothing)
{
    double sds[] = { 0.001, NAN, 0.001, 0.001 };
    cr_expect_eq(spread_from_cases(sds, 4).source, SPREAD_CAUTIOUS);
}

Test(spread, runs_that_agree_lessen_their_allowance)
{
    struct spread_known known = { .run_squares = 0, .run_df = 6 };
    NEAR(spread_of_runs(&known), 0.005);
    known.run_squares = 6 * 4e-4;
    cr_expect_gt(spread_of_runs(&known), 0.01);
}
