/* SPDX-License-Identifier: MIT */
#include "harness/compare/compare.h"

#include "tests/support/shell.h"
#include "tests/support/synthetic.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define NEAR(a, b, eps)                                                                            \
    cr_expect(fabs((a) - (b)) <= (eps), "%.12g is not %.12g", (double) (a), (double) (b))

static char folder[SCRATCH_MAX];

static void set_up(void)
{
    scratch_make(folder);
    cr_assert_eq(chdir(folder), 0);
}

static void tear_down(void)
{
    scratch_remove(folder);
}

TestSuite(compare, .init = set_up, .fini = tear_down);

static struct runfile files[4];
static struct compare_run runs[4];

static int in_turns; /* the runs that `compare` loads were measured in turns */

/* Writes, loads and compares runs a, b, ... of one metric. */
static struct compare_table compare(const struct synthetic *s, size_t n, const char *metric)
{
    struct runfile_filter filter = { .metric = metric };
    struct compare_table table = { .runs = runs, .run_count = n };
    for (size_t i = 0; i < n; i++) {
        char path[8] = { (char) ('a' + i), '\0' };
        synthetic_write(&s[i], path);
        cr_assert_eq(runfile_load(&files[i], path, &filter), 0, "%s", files[i].error);
        if (in_turns)
            json_array_append_new(files[i].measured, json_string("2026-01-02T03:04:05Z 7"));
        cr_assert_eq(compare_prepare(&runs[i], &files[i], i > 0 ? &files[0] : NULL), 0);
    }
    cr_assert_eq(compare_runs(&table), 0);
    return table;
}

static void done(struct compare_table *table)
{
    compare_free(table);
    for (size_t i = 0; i < table->run_count; i++)
        runfile_free(&files[i]);
}

static size_t count(const struct compare_table *t, enum verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < t->row_count; i++)
        n += !t->rows[i].control && t->rows[i].verdict == verdict;
    return n;
}

/* The short form of evidence/false-alarms. With 20 cases and a 5 % level for the
 * table, more than 12 false alarms in 100 have a chance below 1 in 500. */
Test(compare, equal_builds_raise_no_alarm)
{
    struct compare_gate gate = { .percent = 2 };
    unsigned alarms = 0, beyond = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct synthetic s[] = { { .seed = 2 * seed + 1, .cases = 20 },
                                 { .seed = 2 * seed + 2, .cases = 20 } };
        struct compare_table t = compare(s, 2, "time");
        alarms += count(&t, VERDICT_SLOWER) + count(&t, VERDICT_FASTER) > 0;
        for (size_t i = 0; i < t.row_count; i++)
            beyond += (unsigned) compare_is_regression(&t.rows[i], &gate);
        done(&t);
    }
    cr_expect_leq(alarms, 12, "%u of 100", alarms);
    cr_expect_eq(beyond, 0, "%u", beyond);
}

/* The short form of evidence/planted-regressions: +5 %, and a fixed amount. */
Test(compare, planted_regressions_are_found)
{
    static const struct synthetic planted[] = { { .factor = 1.05 }, { .added_ns = 1.5 } };
    struct compare_gate gate = { .percent = 1 };
    for (size_t kind = 0; kind < 2; kind++) {
        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct synthetic s[] = { { .seed = seed, .cases = 4, .workers = 20 }, planted[kind] };
            s[1].seed = seed + 1000;
            s[1].cases = 4;
            s[1].workers = 20;
            struct compare_table t = compare(s, 2, "time");
            unsigned beyond = 0;
            for (size_t i = 0; i < t.row_count; i++)
                beyond += (unsigned) compare_is_regression(&t.rows[i], &gate);
            cr_expect_gt(beyond, 0, "kind %zu, seed %llu", kind, (unsigned long long) seed);
            cr_expect_eq(count(&t, VERDICT_FASTER), 0);
            done(&t);
        }
    }
}

/* How often the printed 95 % interval of the difference holds the true one. */
Test(compare, intervals_cover_the_truth)
{
    unsigned inside = 0, all = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct synthetic s[] = { { .seed = 2 * seed + 1, .cases = 10 },
                                 { .seed = 2 * seed + 2, .cases = 10, .added_ns = 0.4 } };
        struct compare_table t = compare(s, 2, "time");
        for (size_t i = 0; i < t.row_count; i++) {
            if (t.rows[i].control)
                continue;
            const struct interval *d = &t.rows[i].difference;
            inside += d->low <= 0.4 && 0.4 <= d->high;
            all++;
        }
        done(&t);
    }
    cr_expect_geq(100 * inside, 92 * all, "%u of %u", inside, all);
}

/* The workers of each run agree within 0.1 %. Each case has only eight workers, but the prior
 * from the other cases is enough to say that nothing differs by 1 %. */
Test(compare, what_reads_alike_in_tight_runs_is_the_same)
{
    struct synthetic s[] = { { .seed = 1, .cases = 6, .layout_sd = 0.001 },
                             { .seed = 2, .cases = 6, .layout_sd = 0.001 } };
    struct compare_table t = compare(s, 2, "time");
    cr_expect_eq(count(&t, VERDICT_SAME), 6);
    cr_expect_eq(t.rows[1].base->prior.source, SPREAD_OTHER_CASES);
    cr_expect_eq(t.rows[1].base->prior.rests_on, 6);
    cr_expect_eq(t.rows[1].base->caution.source, SPREAD_CAUTIOUS); /* of slower and faster */
    done(&t);
    s[0].cases = s[1].cases = 2; /* two cases give no prior */
    t = compare(s, 2, "time");
    cr_expect_eq(count(&t, VERDICT_UNRESOLVED), 2);
    cr_expect_eq(t.rows[1].base->prior.source, SPREAD_CAUTIOUS);
    done(&t);
}

/* Two runs of one case, three seconds each, with costs of +1.56 +-0.01: sixty workers need
 * neither a history nor other cases. */
Test(compare, one_case_that_reads_alike_twice_is_the_same)
{
    struct synthetic s[] = {
        { .seed = 3, .cases = 1, .workers = 60, .layout_sd = 0.01, .factor = 0.336 },
        { .seed = 4, .cases = 1, .workers = 60, .layout_sd = 0.01, .factor = 0.336 }
    };
    struct compare_table t = compare(s, 2, "time");
    NEAR(t.rows[1].base->cost.mean, 1.56, 0.01);
    NEAR(t.rows[1].other->cost.mean, 1.56, 0.01);
    /* a half width of 0.005 to 0.015 is printed as +-0.01 */
    NEAR((t.rows[1].base->interval.high - t.rows[1].base->interval.low) / 2, 0.01, 0.005);
    NEAR((t.rows[1].other->interval.high - t.rows[1].other->interval.low) / 2, 0.01, 0.005);
    cr_expect_eq(t.rows[1].base->prior.source, SPREAD_CAUTIOUS);
    cr_expect_eq(t.rows[1].verdict, VERDICT_SAME, "[%g, %g]", t.rows[1].percent.low,
                 t.rows[1].percent.high);
    done(&t);
}

/* Compares runs of two cases, of which the machine has seen `runs` runs before. */
static struct compare_table compare_with_history(const struct synthetic *s, size_t seen_runs,
                                                 double sd)
{
    static struct spread_history history;
    struct compare_table t = compare(s, 2, "time");
    history.cases = json_object();
    for (size_t i = 0; i < seen_runs; i++) {
        char run[16];
        snprintf(run, sizeof run, "%zu", i);
        struct spread_seen seen = {
            .run = run, .program = "p", .workers = 20, .sd = sd, .cost = 8, .time = 10
        };
        cr_assert_eq(spread_history_add(&history, "case_1/8/1/glibc/heap-stack", &seen), 0);
    }
    free(t.rows);
    free(t.means);
    t.history = &history;
    cr_assert_eq(compare_runs(&t), 0);
    spread_history_free(&history);
    return t;
}

Test(compare, a_cases_own_history_earns_its_allowances)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2, .layout_sd = 0.001 },
                             { .seed = 2, .cases = 2, .layout_sd = 0.001 } };
    struct compare_table t = compare_with_history(s, 8, 0.001);
    cr_expect_eq(t.rows[1].base->prior.source, SPREAD_HISTORY);
    cr_expect_eq(t.rows[1].base->caution.source, SPREAD_HISTORY);
    cr_expect_eq(t.rows[1].verdict, VERDICT_SAME);
    NEAR(t.rows[1].base->run_spread, sqrt(2e-4 / 9), 1e-12);
    cr_expect_eq(t.rows[2].base->prior.source, SPREAD_CAUTIOUS);
    cr_expect_eq(t.rows[2].verdict, VERDICT_UNRESOLVED);
    done(&t);
}

/* Three cases in a hundred jump between two values. Five workers of such a case that agree by
 * chance must not raise an alarm, although the other cases do not jump. The prior of the p
 * values prevents it, whatever the prior of the intervals is. */
Test(compare, tight_cases_do_not_vouch_for_an_alarm)
{
    unsigned alarms = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct synthetic s[] = { { .seed = 2 * seed + 1, .cases = 8, .workers = 5 },
                                 { .seed = 2 * seed + 2, .cases = 8, .workers = 5 } };
        struct compare_table t = compare(s, 2, "time");
        alarms += count(&t, VERDICT_SLOWER) + count(&t, VERDICT_FASTER) > 0;
        done(&t);
    }
    cr_expect_leq(alarms, 6, "%u of 40", alarms);
}

/* Both sides are of one run, so an error of the whole run cancels. */
Test(compare, sides_that_took_turns_need_no_allowance_for_runs)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2, .workers = 20 },
                             { .seed = 2, .cases = 2, .workers = 20, .factor = 1.04 } };
    struct compare_table apart = compare(s, 2, "time");
    double p = apart.rows[1].p;
    cr_expect(!apart.runs[1].together);
    done(&apart);
    in_turns = 1;
    struct compare_table turns = compare(s, 2, "time");
    cr_expect(turns.runs[1].together);
    cr_expect_lt(turns.rows[1].p, p);
    done(&turns);
}

/* Workers of one number took turns and share a layout that costs up to 3 % more or less. That
 * cancels in the difference of a pair. */
Test(compare, pairs_that_took_turns_cancel_what_they_share)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2, .workers = 30, .shared = 9 },
                             { .seed = 2, .cases = 2, .workers = 30, .shared = 9 } };
    struct compare_table t = compare(s, 2, "time");
    struct interval apart = t.rows[1].percent;
    cr_expect_eq(t.rows[1].pairs, 0);
    done(&t);
    in_turns = 1;
    t = compare(s, 2, "time");
    cr_expect_geq(t.rows[1].pairs, 20, "%zu", t.rows[1].pairs);
    cr_expect_lt(t.rows[1].percent.high - t.rows[1].percent.low, 0.7 * (apart.high - apart.low));
    cr_expect_eq(t.rows[1].verdict, VERDICT_SAME);
    for (size_t i = 0; i < runs[0].file->row_count; i++) /* as in pooled runs */
        for (size_t k = 0; k < runs[0].sides[i].result_count; k++)
            runs[0].sides[i].results[k].worker = k / 2 + 1;
    free(t.rows);
    free(t.means);
    cr_assert_eq(compare_runs(&t), 0);
    cr_expect_eq(t.rows[1].pairs, 0);
    done(&t);
}

Test(compare, a_sides_figures_are_those_of_its_comparison_csv)
{
    struct synthetic s[] = { { .seed = 7, .cases = 3 }, { .seed = 8, .cases = 3 } };
    struct compare_table t = compare(s, 2, "time");
    for (size_t i = 0; i < t.row_count; i++) {
        const struct compare_side *side = t.rows[i].base;
        NEAR(side->cost.mean, side->row->delta, 1e-12);
        NEAR(side->interval.low, side->row->low, 1e-9);
        NEAR(side->interval.high, side->row->high, 1e-9);
        cr_expect_eq(side->workers, 8);
        cr_expect(!side->printed);
    }
    done(&t);
}

/* Without samples.csv the interval replaces the workers. The figures are the same. */
Test(compare, printed_intervals_give_the_same_difference)
{
    struct synthetic s[] = { { .seed = 7, .cases = 3 }, { .seed = 8, .cases = 3, .factor = 1.2 } };
    struct compare_table t = compare(s, 2, "time");
    struct interval full[8];
    size_t n = t.row_count;
    for (size_t i = 0; i < n; i++)
        full[i] = t.rows[i].difference;
    done(&t);
    struct runfile_filter filter = { .metric = "time" };
    for (size_t i = 0; i < 2; i++) {
        char path[16] = { (char) ('a' + i), '\0' };
        unlink(i ? "b/samples.csv" : "a/samples.csv");
        cr_assert_eq(runfile_load(&files[i], path, &filter), 0);
        cr_assert_eq(compare_prepare(&runs[i], &files[i], i > 0 ? &files[0] : NULL), 0);
    }
    t = (struct compare_table){ .runs = runs, .run_count = 2 };
    cr_assert_eq(compare_runs(&t), 0);
    for (size_t i = 0; i < n; i++) {
        cr_expect(t.rows[i].base->printed && t.rows[i].other->printed);
        NEAR(t.rows[i].difference.low, full[i].low, 1e-9);
        NEAR(t.rows[i].difference.high, full[i].high, 1e-9);
    }
    cr_expect_eq(t.rows[3].verdict, VERDICT_SLOWER);
    done(&t);
}

Test(compare, exact_metrics_need_no_statistics)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2 }, { .seed = 2, .cases = 2, .allocs = 2 } };
    struct compare_gate gate = { .percent = 50 };
    struct compare_table t = compare(s, 2, "allocs");
    cr_assert_eq(t.row_count, 3);
    cr_expect(t.rows[0].control);
    cr_expect_eq(t.rows[0].verdict, VERDICT_SAME);
    for (size_t i = 1; i < 3; i++) {
        cr_expect_eq(t.rows[i].verdict, VERDICT_SLOWER);
        NEAR(t.rows[i].difference.low, 1, 0);
        NEAR(t.rows[i].percent.high, 100, 1e-12);
        cr_expect(isnan(t.rows[i].p));
        cr_expect(compare_is_regression(&t.rows[i], &gate));
    }
    NEAR(t.means[1].ratio.low, 2, 1e-12);
    done(&t);
}

Test(compare, counters_are_compared_over_workers)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2 }, { .seed = 2, .cases = 2 } };
    struct compare_table t = compare(s, 2, "page-faults");
    NEAR(t.rows[1].base->cost.mean, 0.5, 1e-12);
    cr_expect_eq(t.rows[1].base->workers, 8);
    cr_expect_eq(t.rows[1].verdict, VERDICT_SAME);
    done(&t);
}

Test(compare, a_metric_that_could_not_be_read_has_no_verdict)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2 }, { .seed = 2, .cases = 2 } };
    struct compare_gate gate = { .percent = 0 };
    struct compare_table t = compare(s, 2, "cycles");
    cr_expect_eq(count(&t, VERDICT_NONE), 2);
    cr_expect_eq(t.common_cases, 0);
    cr_expect(!compare_is_resolved(&t.rows[1], &gate));
    done(&t);
}

Test(compare, cases_that_only_some_have_are_listed)
{
    struct synthetic s[] = { { .seed = 1, .cases = 3 },
                             { .seed = 2, .cases = 2 },
                             { .seed = 3, .cases = 4 } };
    struct compare_table t = compare(s, 3, "time");
    cr_assert_eq(t.row_count, 4 * 2 + 1);
    cr_expect_eq(count(&t, VERDICT_NONE), 2); /* case 3 in b, case 4 in c */
    cr_expect_eq(t.common_cases, 2);
    cr_expect_eq(t.mean_cases, 2);
    cr_expect_null(t.rows[8].base->row);
    cr_expect_eq(t.rows[8].run, 2);
    done(&t);
}

Test(compare, too_few_workers_have_no_verdict)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2 }, { .seed = 2, .cases = 2, .workers = 4 } };
    struct compare_table t = compare(s, 2, "time");
    cr_expect_eq(count(&t, VERDICT_NONE), 2);
    done(&t);
}

Test(compare, across_allocators_cases_match_without_them)
{
    struct synthetic s[] = { { .seed = 1, .cases = 2 },
                             { .seed = 2, .cases = 2, .allocator = "jemalloc", .factor = 0.6 } };
    struct compare_table t = compare(s, 2, "time");
    cr_expect_eq(count(&t, VERDICT_NONE), 4);
    compare_free(&t);
    struct runfile_filter filter = { .metric = "time" };
    for (size_t i = 0; i < 2; i++) {
        runfile_free(&files[i]);
        cr_assert_eq(runfile_load(&files[i], i ? "b" : "a", &filter), 0);
        cr_assert_eq(compare_prepare(&runs[i], &files[i], i > 0 ? &files[0] : NULL), 0);
    }
    t = (struct compare_table){ .runs = runs, .run_count = 2, .any_allocator = 1 };
    cr_assert_eq(compare_runs(&t), 0);
    cr_expect_eq(t.row_count, 3);
    cr_expect_eq(count(&t, VERDICT_FASTER), 2);
    cr_expect_lt(t.means[1].ratio.high, 1);
    done(&t);
}
