/* SPDX-License-Identifier: MIT */
#include "harness/base/stats.h"

#include <criterion/criterion.h>
#include <math.h>

#define NEAR(a, b, eps)                                                                            \
    cr_expect(fabs((a) - (b)) <= (eps), "%.12g is not %.12g", (double) (a), (double) (b))

/* A mixture of two alignments, three turns of one and four of the other: the
 * median of all would be 76. */
Test(stats, stratified_median_is_the_mean_of_the_strata_s_medians)
{
    double values[] = { 62, 76, 76.5, 62.5, 900, 61, 76 }, scratch[7];
    unsigned char strata[] = { 0, 3, 3, 0, 3, 0, 3 };
    NEAR(stats_stratified_median(values, strata, 7, scratch), (62 + 76.25) / 2, 1e-12);
    NEAR(values[4], 900, 0);
    cr_expect(isnan(stats_stratified_median(values, strata, 0, scratch)));
}

Test(stats, median_of_odd_even_and_none)
{
    double odd[] = { 3, 1, 2 }, even[] = { 4, 1, 3, 2 };
    NEAR(stats_median(odd, 3), 2, 0);
    NEAR(stats_median(even, 4), 2.5, 0);
    cr_expect(isnan(stats_median(odd, 0)));
}

/* R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .9), type = 7) */
Test(stats, quantiles_are_type_7)
{
    double v[] = { 16, 8, 4, 2, 1 };
    NEAR(stats_quantile(v, 5, 0.1), 1.4, 1e-12);
    NEAR(stats_quantile(v, 5, 0.25), 2, 1e-12);
    NEAR(stats_quantile(v, 5, 0.9), 12.8, 1e-12);
    NEAR(stats_quantile(v, 5, 0), 1, 0);
    NEAR(stats_quantile(v, 5, 1), 16, 0);
}

/* NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2. */
Test(stats, t_quantiles_match_the_published_table)
{
    static const struct {
        double df, p, t;
    } table[] = {
        { 1, 0.975, 12.706 }, { 2, 0.975, 4.303 },   { 4, 0.975, 2.776 }, { 9, 0.975, 2.262 },
        { 30, 0.975, 2.042 }, { 100, 0.975, 1.984 }, { 5, 0.95, 2.015 },  { 10, 0.995, 3.169 },
        { 60, 0.90, 1.296 },  { 3, 0.999, 10.215 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        NEAR(stats_t_quantile(table[i].p, table[i].df), table[i].t, 6e-4);
}

/* Closed forms: df = 1 is Cauchy, df = 2 is 1/2 + t / (2 sqrt(2 + t^2)). */
Test(stats, t_cdf_matches_closed_forms)
{
    for (double t = -6; t <= 6; t += 0.37) {
        NEAR(stats_t_cdf(t, 1), 0.5 + atan(t) / acos(-1), 1e-12);
        NEAR(stats_t_cdf(t, 2), 0.5 + t / (2 * sqrt(2 + t * t)), 1e-12);
    }
    NEAR(stats_t_cdf(0, 7.5), 0.5, 1e-15);
}

Test(stats, quantile_inverts_cdf_for_fractional_df)
{
    for (double df = 0.7; df < 50; df *= 1.7)
        NEAR(stats_t_cdf(stats_t_quantile(0.975, df), df), 0.975, 1e-10);
}

/* Fewer than five: Student's interval. By hand: the variance of 1 2 4 is 7/3,
 * t(0.975, 2) = 4.302653. */
Test(stats, small_samples_give_students_interval)
{
    double v[] = { 4, 1, 2 };
    struct interval i = stats_trimmed_interval(v, 3);
    NEAR(i.centre, 7.0 / 3, 1e-12);
    NEAR(i.high - i.centre, 4.302653 * sqrt(7.0 / 3) / sqrt(3), 1e-5);
    NEAR(i.centre - i.low, i.high - i.centre, 1e-12);
}

Test(stats, an_interval_tells_what_it_was_made_of)
{
    for (size_t n = 2; n <= 12; n++) {
        double v[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8 };
        struct trimmed t = stats_trimmed_mean(v, n);
        struct interval i = stats_trimmed_interval(v, n);
        struct trimmed back = stats_trimmed_from(&i, n);
        cr_expect_float_eq(back.mean, t.mean, 1e-12);
        cr_expect_float_eq(back.error, t.error, 1e-9, "%zu", n);
        cr_expect_eq(back.df, t.df);
    }
    cr_expect(isnan(stats_trimmed_from(&(struct interval){ 1, NAN, NAN }, 1).error));
}

/* By hand: 1 2 3 4 100 cuts 1 and 100, Winsorised 2 2 3 4 4 has squares 4,
 * error sqrt(4 / (3 * 2)), t(0.975, 2) = 4.302653. */
Test(stats, trimmed_interval_by_hand)
{
    double v[] = { 100, 3, 1, 4, 2 };
    struct interval i = stats_trimmed_interval(v, 5);
    NEAR(i.centre, 3, 1e-12);
    NEAR(i.high - i.centre, 4.302653 * sqrt(4.0 / 6), 1e-5);
    NEAR(i.centre - i.low, i.high - i.centre, 1e-12);
}

Test(stats, one_value_has_no_interval_and_none_has_nothing)
{
    double v[] = { 5 };
    struct interval one = stats_trimmed_interval(v, 1), none = stats_trimmed_interval(v, 0);
    NEAR(one.centre, 5, 0);
    cr_expect(isnan(one.low) && isnan(one.high));
    cr_expect(isnan(none.centre) && isnan(none.low) && isnan(none.high));
}

/* ---- two samples: against scipy's Yuen test and statsmodels' Holm ---- */

struct known_difference {
    size_t n, m;
    double a[64], b[64];
    double centre, low, high, p;
};

struct known_family {
    size_t n;
    double p[16], holm[16];
};

#include "tests/fixtures/differences.inc"

Test(stats, differences_are_scipys)
{
    for (size_t i = 0; i < sizeof known_differences / sizeof *known_differences; i++) {
        struct known_difference k = known_differences[i];
        struct trimmed a = stats_trimmed_mean(k.a, k.n), b = stats_trimmed_mean(k.b, k.m);
        struct difference d = stats_difference(&a, &b);
        NEAR(d.interval.centre, k.centre, 1e-12);
        NEAR(d.interval.low, k.low, 1e-8 * (k.high - k.low));
        NEAR(d.interval.high, k.high, 1e-8 * (k.high - k.low));
        NEAR(d.p, k.p, 1e-10);
    }
}

Test(stats, holm_is_statsmodels)
{
    for (size_t i = 0; i < sizeof known_families / sizeof *known_families; i++) {
        struct known_family k = known_families[i];
        cr_assert_eq(stats_holm(k.p, k.n), 0);
        for (size_t j = 0; j < k.n; j++)
            NEAR(k.p[j], k.holm[j], 1e-12);
    }
}

Test(stats, holm_leaves_out_what_has_no_p)
{
    double p[] = { NAN, 0.02, NAN, 0.03 };
    cr_assert_eq(stats_holm(p, 4), 0);
    cr_expect(isnan(p[0]) && isnan(p[2]));
    NEAR(p[1], 0.04, 1e-15);
    NEAR(p[3], 0.04, 1e-15);
    cr_assert_eq(stats_holm(p, 0), 0);
}

Test(stats, without_variance_a_difference_is_certain)
{
    struct trimmed one = { 1, 0, 4 }, two = { 2, 0, 4 }, none = { 1, NAN, NAN };
    struct difference same = stats_difference(&one, &one), other = stats_difference(&one, &two);
    NEAR(same.p, 1, 0);
    NEAR(other.p, 0, 0);
    NEAR(other.interval.low, 1, 0);
    NEAR(other.interval.high, 1, 0);
    cr_expect(isnan(stats_difference(&one, &none).p));
    cr_expect(isnan(stats_difference(&none, &one).interval.low));
}

/* By hand: 1 2 3 4 100 has 3 kept and a Winsorised variance of 4 / 2 = 2; with
 * 4 more degrees of freedom at variance 5 it is (2 * 2 + 4 * 5) / 6 = 4. */
Test(stats, a_prior_moderates_the_error)
{
    double v[] = { 100, 3, 1, 4, 2 };
    struct trimmed t = stats_trimmed_mean(v, 5), m = stats_moderate(&t, sqrt(5), 4);
    NEAR(t.error, sqrt(2.0 / 3), 1e-12);
    NEAR(m.mean, 3, 1e-12);
    NEAR(m.error, sqrt(4.0 / 3), 1e-12);
    NEAR(m.df, 6, 0);
    cr_expect(isnan(stats_moderate(&(struct trimmed){ 1, NAN, NAN }, 1, 4).error));
}

/* By hand: no value of 1 2 3 4 5 6 is cut but 1 and 6, which become 2 and 5. The deviations
 * -1.5 -1.5 -0.5 0.5 1.5 1.5 have squares 9.5. In five groups, 1 with 2: (-3)^2 + 0.25 +
 * 0.25 + 2.25 + 2.25 = 14. */
Test(stats, values_of_one_group_tell_less)
{
    struct grouped v[] = { { 6, 4 }, { 1, 9 }, { 3, 2 }, { 5, 3 }, { 2, 9 }, { 4, 0 } };
    struct grouping g = stats_grouping(v, 6);
    NEAR(g.inflation, sqrt(14 / 9.5 * 5 / 4 * 5 / 6), 1e-12);
    NEAR(g.df, 2, 0); /* trimming cuts two of the five groups */
    struct trimmed t = stats_inflate(&(struct trimmed){ 3.5, 2, 3 }, &g);
    NEAR(t.error, 2 * g.inflation, 1e-12);
    NEAR(t.df, 2, 0);
}

Test(stats, groups_of_one_change_nothing)
{
    struct grouped alone[] = { { 6, 4 }, { 1, 9 }, { 3, 0 }, { 5, 0 }, { 2, 0 }, { 4, 1 } };
    struct grouped few[] = { { 6, 1 }, { 1, 2 }, { 3, 2 }, { 5, 1 }, { 2, 2 }, { 4, 1 } };
    struct grouped equal[] = { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 1, 4 }, { 1, 5 }, { 1, 5 } };
    struct grouping g[] = { stats_grouping(alone, 6), stats_grouping(few, 6),
                            stats_grouping(equal, 6), stats_grouping(alone, 0) };
    for (size_t i = 0; i < 4; i++) {
        NEAR(g[i].inflation, 1, 0);
        cr_expect(isinf(g[i].df));
    }
}
