/* SPDX-License-Identifier: MIT */
#include "harness/quiet/rate_counts.h"

#include <criterion/criterion.h>

static struct rate_counts counts;

/* `n` probes, their rates spread evenly from `low` to `high`. */
static void see(unsigned n, double low, double high)
{
    for (unsigned i = 0; i < n; i++)
        rate_counts_add(&counts, low + (high - low) * i / n);
}

static void forget(void)
{
    counts = (struct rate_counts){ 0 };
}

TestSuite(rate_counts, .init = forget);

/* As measured on Emerald Rapids and Zen 3. */
Test(rate_counts, of_a_quiet_core_and_of_one_beside_an_awake_sibling_show_which_is_which)
{
    see(5000, 0.184, 0.187);
    see(5000, 0.30, 0.41);
    cr_expect(rate_counts_show_both(&counts, 0.1855));
    cr_expect_not(rate_counts_show_both(&counts, 0.31));
    cr_expect_not(rate_counts_show_both(&counts, 0.36));
    forget();
    see(300, 0.309, 0.319);
    see(5000, 0.597, 0.62);
    cr_expect(rate_counts_show_both(&counts, 0.313));
    cr_expect_not(rate_counts_show_both(&counts, 0.61));
}

Test(rate_counts, of_one_state_confirm_nothing)
{
    see(10000, 0.184, 0.187);
    cr_expect_not(rate_counts_show_both(&counts, 0.1855));
    forget();
    see(10000, 0.30, 0.41); /* always beside a sibling whose work changes */
    see(100, 0.41, 0.8);
    for (int thousandths = 280; thousandths < 450; thousandths += 5)
        cr_expect_not(rate_counts_show_both(&counts, thousandths / 1000.0), "%d", thousandths);
}

Test(rate_counts, tell_the_lower_of_two_rates)
{
    see(5000, 0.30, 0.41);
    cr_expect_eq(rate_counts_lower(&counts), 0, "one state");
    see(150, 0.184, 0.187);
    cr_expect_float_eq(rate_counts_lower(&counts), 0.1855, 0.006);
    see(20000, 0.184, 0.187);
    see(3000, 0.191, 0.193); /* the quiet core's second rate */
    cr_expect_float_eq(rate_counts_lower(&counts), 0.1855, 0.006);
}

Test(rate_counts, that_are_few_or_without_a_valley_confirm_nothing)
{
    see(400, 0.184, 0.187);
    see(400, 0.30, 0.41);
    cr_expect_not(rate_counts_show_both(&counts, 0.1855), "too few");
    forget();
    see(5000, 0.184, 0.187);
    see(40, 0.30, 0.41);
    cr_expect_not(rate_counts_show_both(&counts, 0.1855), "hardly ever");
    forget();
    see(10000, 0.18, 0.41);
    cr_expect_not(rate_counts_show_both(&counts, 0.183), "all rates alike");
}

Test(rate_counts, add_up_and_leave_out_what_is_no_rate)
{
    struct rate_counts more = { 0 };
    see(2000, 0.184, 0.187);
    for (int i = 0; i < 2000; i++)
        rate_counts_add(&more, 0.34);
    cr_expect_not(rate_counts_show_both(&counts, 0.1855));
    rate_counts_merge(&counts, &more);
    cr_expect(rate_counts_show_both(&counts, 0.1855));
    for (int i = 0; i < 100000; i++) {
        rate_counts_add(&counts, 0);
        rate_counts_add(&counts, -1);
        rate_counts_add(&counts, 1e9);
        rate_counts_add(&counts, 0.0 / 0.0);
    }
    cr_expect(rate_counts_show_both(&counts, 0.1855));
}
