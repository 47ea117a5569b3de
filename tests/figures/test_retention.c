/* SPDX-License-Identifier: MIT */
#include "harness/figures/retention.h"

#include <criterion/criterion.h>
#include <math.h>

static uint64_t hold_two(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        allocation_pair.malloc(100);
        allocation_pair.malloc(28);
    }
    return n;
}

Test(retention, compares_a_variant_with_its_declaration)
{
    struct variant variant = { "retained", hold_two, 2, 128 };
    struct retained held = { { [RETAINED_ALLOCS] = 2, [RETAINED_ASKED] = 128 } };
    cr_expect(retention_is_as_declared(&variant, &held));
    held.of[RETAINED_ASKED] = 127.99;
    cr_expect_not(retention_is_as_declared(&variant, &held));
    held.of[RETAINED_ASKED] = 128;
    held.of[RETAINED_ALLOCS] = 3;
    cr_expect_not(retention_is_as_declared(&variant, &held));
}

static struct holding results[WORKERS_LEAST];

static void fill_results(const double *released, const double *retained)
{
    for (size_t i = 0; i < WORKERS_LEAST; i++) {
        results[i].variants[0].of[RETAINED_RSS] = released[i];
        results[i].variants[1].of[RETAINED_RSS] = retained[i];
    }
}

static const struct scenario_size copies = {
    80, { { "released", hold_two, 1, 24 }, { "retained", hold_two, 1, 80 } }
};
static const struct scenario_size nothing_kept = {
    80, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 80 } }
};

Test(retention, equal_words_are_exact)
{
    fill_results((double[]){ 24, 24, 24, 24, 24 }, (double[]){ 96, 96, 96, 96, 96 });
    struct figure f = retention_figure(&copies, results, WORKERS_LEAST, 1, RETAINED_RSS);
    cr_expect_eq(f.delta.low, 72);
    cr_expect_eq(f.delta.high, 72);
    cr_expect_eq(f.ratio.centre, 4);
    cr_expect_eq(f.workers, WORKERS_LEAST);
}

Test(retention, words_that_differ_have_an_interval)
{
    fill_results((double[]){ 0, 2, 1, 0, 2 }, (double[]){ 100, 110, 105, 95, 107 });
    struct figure f = retention_figure(&nothing_kept, results, WORKERS_LEAST, 1, RETAINED_RSS);
    cr_expect_lt(f.delta.low, f.delta.centre);
    cr_expect_gt(f.delta.high, f.delta.centre);
    cr_expect(isnan(f.ratio.centre), "of nothing there is no multiple");
}

Test(retention, a_rate_of_nothing_is_unknown_and_the_value_stands_alone)
{
    for (size_t i = 0; i < WORKERS_LEAST; i++) {
        results[i].variants[0].of[RETAINED_RSS_RATE] = NAN;
        results[i].variants[1].of[RETAINED_RSS_RATE] = 1.25;
    }
    struct figure f = retention_figure(&nothing_kept, results, WORKERS_LEAST, 1, RETAINED_RSS_RATE);
    cr_expect_eq(f.value, 1.25);
    cr_expect(isnan(f.baseline) && isnan(f.delta.centre) && isnan(f.ratio.centre));
    cr_expect_eq(f.verdict, VERDICT_NONE);
    cr_expect_eq(f.workers, WORKERS_LEAST);
    cr_expect_str_eq(retention_unknown(&f, RETAINED_RSS_RATE, 0),
                     "released holds no bytes to divide by");
    cr_expect_null(retention_unknown(&f, RETAINED_RSS, 0));
}

Test(retention, what_go_does_not_count_is_said_of_go_alone)
{
    struct figure f = { .value = NAN, .baseline = NAN };
    cr_expect_str_eq(retention_unknown(&f, RETAINED_ASKED, 1),
                     "Go counts the bytes that it gives, not those that were requested");
    cr_expect_str_eq(retention_unknown(&f, RETAINED_RSS, 1),
                     "the figures of memory in /proc/self cannot be read");
    cr_expect_str_eq(retention_unknown(&f, RETAINED_ASKED, 0),
                     "the figures of memory in /proc/self cannot be read");
}

Test(retention, without_words_there_is_no_figure)
{
    struct figure f = retention_figure(&copies, results, 0, 1, RETAINED_RSS);
    cr_expect(isnan(f.value));
    cr_expect_eq(f.verdict, VERDICT_NONE);
}
