/* SPDX-License-Identifier: MIT */
#include "harness/base/rng.h"
#include "harness/figures/detect.h"

#include <criterion/criterion.h>
#include <math.h>

static double normal(struct rng *rng)
{
    double u = ((double) rng_below(rng, 1u << 30) + 0.5) / (1u << 30);
    double v = (double) rng_below(rng, 1u << 30) / (1u << 30);
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

enum { MOST = 400 };

/* What the first `n` pairs say, as decisions.c has it; the time is 1. */
static struct trimmed seen_of(const double *base, const double *other, size_t n)
{
    double values[MOST];
    for (size_t i = 0; i < n; i++)
        values[i] = other[i] - base[i];
    struct detect_seen seen = { n, stats_trimmed_mean(values, n), stats_ungrouped };
    return detect_tested(&seen, &spread_cautious, 1);
}

/* A worker's cost: it jumps by 5 % now and then. */
static double cost(struct rng *rng, double difference)
{
    return 1 + difference + 0.01 * normal(rng) + (rng_below(rng, 10) == 0 ? 0.05 : 0);
}

/* The prior that a long history of such workers gives. */
static double known_sd(struct rng *rng)
{
    static double values[4000];
    for (size_t i = 0; i < 4000; i++)
        values[i] = cost(rng, 0) - cost(rng, 0);
    struct trimmed t = stats_trimmed_mean(values, 4000);
    return stats_trimmed_sd(&t) / M_SQRT2;
}

/* Measures pair after pair until it is decided. */
static enum verdict simulate(struct rng *rng, double difference, double alpha, size_t *pairs)
{
    double base[MOST], other[MOST];
    struct detect test;
    detect_start(&test, alpha);
    size_t n = 0;
    while (n < MOST && detect_is_open(&test)) {
        base[n] = cost(rng, 0);
        other[n] = cost(rng, difference);
        n++;
        if (n < WORKERS_LEAST)
            continue;
        struct trimmed seen = seen_of(base, other, n);
        detect_look(&test, &seen, 0.01, 0);
    }
    *pairs = n;
    return test.verdict;
}

Test(detect, a_difference_of_the_limit_is_found_and_none_is_the_same)
{
    struct rng rng = { 5 };
    unsigned found = 0, same = 0, wrong = 0, tries = 100;
    size_t pairs;
    double typical = detect_pairs_used(known_sd(&rng), &spread_cautious, 0.01, 0.05), used = 0;
    for (unsigned i = 0; i < tries; i++) {
        enum verdict verdict = simulate(&rng, 0.01, 0.05, &pairs);
        found += verdict == VERDICT_SLOWER;
        wrong += verdict == VERDICT_FASTER;
        verdict = simulate(&rng, 0, 0.05, &pairs);
        same += verdict == VERDICT_SAME;
        used += (double) pairs / tries;
    }
    cr_expect_geq(found, 90, "%u of %u", found, tries);
    cr_expect_geq(same, 88, "%u of %u", same, tries);
    cr_expect_eq(wrong, 0);
    cr_expect_leq(used, 2 * typical, "%.0f pairs, promised %.0f", used, typical);
    cr_expect_geq(used, 0.5 * typical, "%.0f pairs, promised %.0f", used, typical);
}

/* 5 % of 200 are 10, with a standard deviation of 3.1. */
Test(detect, looking_as_often_as_one_likes_keeps_the_error_rate)
{
    struct rng rng = { 6 };
    unsigned alarms = 0;
    size_t pairs;
    for (unsigned i = 0; i < 200; i++) {
        enum verdict verdict = simulate(&rng, 0, 0.05, &pairs);
        alarms += verdict == VERDICT_SLOWER || verdict == VERDICT_FASTER;
    }
    cr_expect_leq(alarms, 19, "%u of 200", alarms);
}

/* Few degrees of freedom make an interval wider: they need a smaller error to be decided. */
Test(detect, information_is_complete_when_the_bound_of_t_allows_a_decision)
{
    struct detect many, few;
    const struct trimmed of_many = { 0, 0.24, 1000 }, of_few = { 0, 0.24, 3 };
    detect_start(&many, 0.05);
    detect_start(&few, 0.05);
    detect_look(&many, &of_many, 1, 0);
    detect_look(&few, &of_few, 1, 0);
    cr_expect_eq(many.fraction, 1);
    cr_expect_eq(many.verdict, VERDICT_SAME);
    cr_expect_lt(few.fraction, 0.7);
    cr_expect(detect_is_open(&few));
}

Test(detect, what_is_known_lessens_the_workers)
{
    struct spread_prior known = { .sd = 0.003, .df = 20, .source = SPREAD_HISTORY };
    size_t cautious = detect_pairs(0.002, &spread_cautious, 0.01, 0.05);
    cr_expect_lt(detect_pairs(0.002, &known, 0.01, 0.05), cautious);
    cr_expect_gt(detect_pairs(0.002, &spread_cautious, 0.005, 0.05), cautious);
    cr_expect_gt(detect_pairs(0.02, &spread_cautious, 0.01, 0.05), cautious);
    cr_expect_gt(detect_pairs(0.002, &spread_cautious, 0.01, 0.005), cautious);
    cr_expect_eq(detect_pairs(0.5, &spread_cautious, 0.001, 0.05), DETECT_PAIRS_MOST);
}

Test(detect, what_is_decided_stays)
{
    struct detect test;
    struct trimmed slower = { 1, 0.014, 40 }, faster = { -1, 0.014, 40 };
    detect_start(&test, 0.05);
    cr_expect(detect_is_open(&test));
    detect_look(&test, &slower, 0.1, 0);
    cr_expect_eq(test.verdict, VERDICT_SLOWER);
    cr_expect(!detect_is_open(&test));
    detect_look(&test, &faster, 0.1, 0);
    cr_expect_eq(test.verdict, VERDICT_SLOWER);
}

Test(detect, an_early_look_decides_large_differences_only)
{
    const struct trimmed difference = { 1, 0.1, 40 }, complete = { 1, 0.05, 40 };
    struct detect close, large, full;
    detect_start(&close, 0.05);
    detect_look(&close, &difference, 0.4, 1);
    cr_expect_lt(close.fraction, 1);
    cr_expect(detect_is_open(&close), "2.5 limits");
    detect_look(&close, &complete, 0.4, 0);
    cr_expect_eq(close.verdict, VERDICT_SLOWER);
    detect_start(&large, 0.05);
    detect_look(&large, &difference, 0.3, 1);
    cr_expect_lt(large.fraction, 1);
    cr_expect_eq(large.verdict, VERDICT_SLOWER, "3.3 limits");
    detect_start(&full, 0.05);
    detect_look(&full, &complete, 0.9, 1);
    cr_expect_eq(full.fraction, 1);
    cr_expect_eq(full.verdict, VERDICT_SLOWER, "nothing is left to wait for");
}

/* Workers whose layout costs 5 % more or less, the same in both of a pair. */
static void make_pairs(struct rng *rng, struct worker_result *base, struct worker_result *other,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double layout = 0.5 * normal(rng);
        base[i] = other[i] = (struct worker_result){ .turns_kept = 8,
                                                     .cycles_per_slot = 0.2,
                                                     .layout = (unsigned) (i + 1) };
        base[i].delta[1][0] = 10 + layout + 0.05 * normal(rng);
        other[i].delta[1][0] = 10.2 + layout + 0.05 * normal(rng);
    }
}

Test(detect, what_both_of_a_pair_share_cancels)
{
    static struct worker_result base[30], other[30];
    struct rng rng = { 3 };
    struct quiet_state quiet = { .cycle_ns = 1, .cycles_per_slot = 0.2 };
    const struct rungs_compared compared = { 1, 0 };
    make_pairs(&rng, base, other, 30);
    struct detect_seen seen = detect_sum_up_sides(base, other, 30, &compared, 6, &quiet);
    cr_expect_eq(seen.pairs, 30);
    cr_expect_float_eq(seen.difference.mean, 0.2, 0.05);
    cr_expect_lt(seen.difference.error, 0.03);
    cr_expect(isinf(seen.layouts.df));
    base[3].turns_kept = other[8].turns_kept = 5; /* too few to count */
    seen = detect_sum_up_sides(base, other, 30, &compared, 6, &quiet);
    cr_expect_eq(seen.pairs, 28);
}

/* A change that costs 1 in one layout and nothing in another: thirty pairs of six layouts
 * tell as much as six. */
Test(detect, pairs_of_one_layout_are_a_group)
{
    static struct worker_result base[30], other[30];
    struct rng rng = { 4 };
    struct quiet_state quiet = { .cycle_ns = 1, .cycles_per_slot = 0.2 };
    const struct rungs_compared compared = { 1, 0 };
    make_pairs(&rng, base, other, 30);
    for (unsigned i = 0; i < 30; i++) {
        base[i].layout = other[i].layout = 1 + i % 6;
        other[i].delta[1][0] += i % 6 < 3;
    }
    struct detect_seen seen = detect_sum_up_sides(base, other, 30, &compared, 6, &quiet);
    struct trimmed tested = detect_tested(&seen, &spread_cautious, 1);
    cr_expect_gt(seen.layouts.inflation, 1.8, "%g", seen.layouts.inflation);
    cr_expect_eq(tested.df, 3); /* trimming cuts two of the six layouts */
}
