/* SPDX-License-Identifier: MIT */
#include "harness/readback/runfile.h"

#include "tests/support/shell.h"
#include "tests/support/synthetic.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEAR(a, b, eps)                                                                            \
    cr_expect(fabs((a) - (b)) <= (eps), "%.12g is not %.12g", (double) (a), (double) (b))

static char folder[SCRATCH_MAX];
static const struct runfile_filter all;
static struct runfile run;

static void set_up(void)
{
    scratch_make(folder);
    cr_assert_eq(chdir(folder), 0);
}

static void tear_down(void)
{
    scratch_remove(folder);
}

TestSuite(runfile, .init = set_up, .fini = tear_down);

static const struct runfile_row *row_of(const struct runfile *r, const char *scenario,
                                        const char *metric)
{
    for (size_t i = 0; i < r->row_count; i++)
        if (strcmp(r->rows[i].scenario, scenario) == 0 && strcmp(r->rows[i].metric, metric) == 0)
            return &r->rows[i];
    cr_assert_fail("no row %s %s", scenario, metric);
    return NULL;
}

/* A run of two cases in r/, after a shell line changed it. */
__attribute__((format(printf, 1, 2))) static int load_changed(const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct synthetic s = { .seed = 3, .cases = 2 };
    synthetic_write(&s, "r");
    cr_assert_eq(system(line), 0, "%s", line);
    return runfile_load(&run, "r", &all);
}

#define REFUSES(text, ...)                                                                         \
    do {                                                                                           \
        cr_expect_lt(load_changed(__VA_ARGS__), 0);                                                \
        cr_expect_not_null(strstr(run.error, text), "no '%s' in: %s", text, run.error);            \
        runfile_free(&run);                                                                        \
    } while (0)

/* ---- what is there ---- */

Test(runfile, words_are_the_medians_of_workers_that_count)
{
    cr_assert_eq(load_changed("true"), 0, "%s", run.error);
    cr_expect(run.has_samples);
    cr_assert_not_null(run.machine);
    cr_expect_eq(run.row_count, 3 * 5);
    const struct runfile_row *row = row_of(&run, "case_1", "time");
    cr_assert_eq(row->result_count, 8);
    double deltas[8];
    for (size_t i = 0; i < 8; i++) {
        deltas[i] = row->results[i].delta;
        cr_expect_eq(row->results[i].turns, SYNTHETIC_TURNS);
        cr_expect_eq(row->results[i].baseline_ops, 1000 * 2 * SYNTHETIC_TURNS);
        cr_expect_eq(row->results[i].ops, 2000 * 2 * SYNTHETIC_TURNS);
        NEAR(row->results[i].cycles_per_slot, synthetic_quiet, 0);
    }
    NEAR(stats_trimmed_interval(deltas, 8).centre, row->delta, 1e-12);
    runfile_free(&run);
}

/* The workers' rate is 0.16 cycles a slot: 7 % above one quiet state, 7 % below another. */
Test(runfile, workers_count_within_the_tolerances_of_their_run)
{
    static const struct {
        const char *probe;
        size_t workers;
    } runs[] = {
        { "0.1495", 0 },
        { "0.1495, \"tolerance_percent\": 5, \"tolerance_above_percent\": 10", 8 },
        { "0.1720, \"tolerance_percent\": 5, \"tolerance_above_percent\": 10", 0 },
        { "0.1720, \"tolerance_percent\": 10", 8 },
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        cr_assert_eq(load_changed("sed -i 's/\"best_cycles_per_slot\": 0.16/"
                                  "\"best_cycles_per_slot\": %s/' r/machine.json",
                                  runs[i].probe),
                     0, "%s", run.error);
        cr_expect_eq(row_of(&run, "case_1", "time")->result_count, runs[i].workers, "%s",
                     runs[i].probe);
        runfile_free(&run);
        cr_assert_eq(system("rm -r r"), 0);
    }
}

Test(runfile, counters_are_read_from_their_own_turns)
{
    cr_assert_eq(load_changed("true"), 0);
    const struct runfile_row *row = row_of(&run, "case_2", "page-faults");
    cr_assert_eq(row->result_count, 8);
    NEAR(row->results[0].baseline, 0.25, 0);
    NEAR(row->results[0].delta, 0.5, 0);
    runfile_free(&run);
}

Test(runfile, exact_and_missing_metrics_have_no_results)
{
    cr_assert_eq(load_changed("true"), 0);
    const struct runfile_row *allocs = row_of(&run, "case_1", "allocs");
    cr_expect(runfile_is_exact(allocs));
    NEAR(allocs->delta, 1, 0);
    const struct runfile_row *cycles = row_of(&run, "case_1", "cycles");
    cr_expect_eq(cycles->result_count, 0);
    cr_expect(isnan(cycles->delta) && !runfile_is_exact(cycles));
    cr_expect_str_eq(cycles->verdict, "no-verdict");
    cr_expect_str_eq(cycles->note, "no PMU");
    runfile_free(&run);
}

Test(runfile, a_filter_leaves_out_the_rest)
{
    struct runfile_filter filter = { .metric = "time", .allocator = "glibc" };
    struct synthetic s = { .seed = 3, .cases = 2 };
    synthetic_write(&s, "r");
    cr_assert_eq(runfile_load(&run, "r", &filter), 0);
    cr_expect_eq(run.row_count, 3);
    runfile_free(&run);
    filter.allocator = "jemalloc";
    cr_assert_eq(runfile_load(&run, "r", &filter), 0);
    cr_expect_eq(run.row_count, 0);
    runfile_free(&run);
}

Test(runfile, steps_of_a_ladder_are_left_out)
{
    cr_assert_eq(load_changed("sed -n 's/,heap,stack,time,/,heap,bump,time,/p; "
                              "s/,heap,stack,time,/,reused,stack,time,/p' r/comparison.csv >more; "
                              "test -s more && cat more >>r/comparison.csv"),
                 0, "%s", run.error);
    for (size_t i = 0; i < run.row_count; i++)
        cr_expect_str_eq(run.rows[i].variant, "heap");
    for (size_t i = 0; i < run.row_count; i++)
        cr_expect_str_eq(run.rows[i].baseline, "stack");
    runfile_free(&run);
}

Test(runfile, crlf_reads_the_same)
{
    struct synthetic s = { .seed = 3, .cases = 2, .crlf = 1 };
    struct runfile other;
    cr_assert_eq(load_changed("true"), 0);
    synthetic_write(&s, "w");
    cr_assert_eq(runfile_load(&other, "w", &all), 0, "%s", other.error);
    cr_assert_eq(other.row_count, run.row_count);
    for (size_t i = 0; i < run.row_count; i++) {
        cr_expect_eq(other.rows[i].result_count, run.rows[i].result_count);
        cr_expect_str_eq(other.rows[i].note, run.rows[i].note);
    }
    runfile_free(&other);
    runfile_free(&run);
}

Test(runfile, a_file_alone_is_read_alone)
{
    cr_assert_eq(load_changed("cp r/comparison.csv alone.csv"), 0);
    runfile_free(&run);
    cr_assert_eq(runfile_load(&run, "alone.csv", &all), 0);
    cr_expect(!run.has_samples);
    cr_expect_null(run.machine);
    cr_expect_eq(row_of(&run, "case_1", "time")->result_count, 0);
    runfile_free(&run);
    cr_assert_eq(runfile_load(&run, "r/comparison.csv", &all), 0);
    cr_expect(run.has_samples);
    runfile_free(&run);
}

Test(runfile, pooled_runs_have_the_workers_of_all)
{
    struct synthetic s[] = { { .seed = 3, .cases = 2 }, { .seed = 4, .cases = 2, .allocs = 3 } };
    struct runfile more;
    synthetic_write(&s[0], "a");
    synthetic_write(&s[1], "b");
    cr_assert_eq(runfile_load(&run, "a", &all), 0);
    cr_assert_eq(runfile_load(&more, "b", &all), 0);
    cr_assert_eq(runfile_pool(&run, &more), 0);
    cr_expect_eq(run.runs, 2);
    cr_expect_eq(row_of(&run, "case_1", "time")->result_count, 16);
    cr_expect(isnan(row_of(&run, "case_1", "allocs")->delta)); /* they do not agree */
    cr_expect_eq(row_of(&run, "nothing", "allocs")->delta, 0);
    runfile_free(&more);
    unlink("b/samples.csv");
    cr_assert_eq(runfile_load(&more, "b", &all), 0);
    cr_expect_eq(runfile_pool(&run, &more), -EINVAL);
    cr_expect_not_null(strstr(run.error, "pooling needs samples.csv"));
    runfile_free(&more);
    runfile_free(&run);
}

/* ---- bad input: file, line, what ---- */

Test(runfile, what_is_no_run)
{
    cr_expect_eq(runfile_load(&run, "nowhere", &all), -ENOENT);
    cr_expect_str_eq(run.error, "nowhere: No such file or directory");
    runfile_free(&run);
    cr_assert_eq(mkdir("empty", 0777), 0);
    cr_expect_eq(runfile_load(&run, "empty", &all), -ENOENT);
    cr_expect_str_eq(run.error, "empty: no comparison.csv there: not a run");
    runfile_free(&run);
    cr_expect_eq(runfile_load(&run, "/proc/self/exe", &all), -EINVAL);
    cr_expect_not_null(strstr(run.error, "/proc/self/exe:"));
    runfile_free(&run);
}

Test(runfile, truncated_files)
{
    REFUSES("r/comparison.csv:6: ", "head -c 700 r/comparison.csv >x; mv x r/comparison.csv");
    cr_expect_eq(load_changed("head -c -1 r/samples.csv >x; mv x r/samples.csv"), 0);
    cr_expect(run.torn);
    runfile_free(&run);
    REFUSES("r/comparison.csv:1: the file is empty", ": >r/comparison.csv");
    REFUSES("r/machine.json:", "head -c 100 r/machine.json >x; mv x r/machine.json");
}

Test(runfile, missing_columns)
{
    REFUSES("r/comparison.csv:1: missing columns: metric, delta_low",
            "sed -i 's/,metric,/,m,/; s/,delta_low,/,dl,/' r/comparison.csv");
    REFUSES("r/samples.csv:1: missing columns: counter_group",
            "sed -i s/counter_group/group/ r/samples.csv");
}

Test(runfile, another_schema)
{
    REFUSES("r/machine.json:1: schema 2; this program reads schema 1",
            "sed -i 's/\"schema\": 1/\"schema\": 2/' r/machine.json");
    REFUSES("no schema number", "echo '{}' >r/machine.json");
    REFUSES("no schema number", "echo '[1]' >r/machine.json");
}

Test(runfile, what_is_no_number)
{
    REFUSES("r/comparison.csv:2: value is 'nan', not a number",
            "sed -i '2s/^\\(\\([^,]*,\\)\\{10\\}\\)[^,]*/\\1nan/' r/comparison.csv");
    REFUSES("r/comparison.csv:2: workers is '-3', not a whole number",
            "sed -i '2s/slower,8/slower,-3/' r/comparison.csv");
    REFUSES("r/samples.csv:3: ",
            "sed -i '3s/^\\(\\([^,]*,\\)\\{21\\}\\)[^,]*/\\1inf/' r/samples.csv");
    REFUSES("kept is '2'", "sed -i '3s/,1,,/,2,,/' r/samples.csv");
}

Test(runfile, rows_that_are_there_twice)
{
    REFUSES("r/comparison.csv:17: the same case, variant and metric as line 2",
            "sed -n 2p r/comparison.csv >>r/comparison.csv");
    REFUSES("turn 1 after turn 1 of the worker: rows twice?", "sed -i 3p r/samples.csv");
    REFUSES("r/samples.csv, sorted:3: turn 0 after turn 0 of the worker: rows twice?",
            "tail -n +2 r/samples.csv >x; cat x >>r/samples.csv");
}

/* Both tables, each sorted by a spreadsheet in another order. */
Test(runfile, rows_in_another_order_are_the_same_run)
{
    static struct runfile sorted;
    cr_assert_eq(load_changed("for f in comparison samples; do { head -1 r/$f.csv; tail -n +2 "
                              "r/$f.csv | sort -t, -k7r; } >x; mv x r/$f.csv; done"),
                 0, "%s", run.error);
    sorted = run;
    cr_assert_eq(load_changed("true"), 0, "%s", run.error);
    cr_assert_eq(sorted.row_count, run.row_count);
    for (size_t i = 0; i < run.row_count; i++) {
        const struct runfile_row *a = &run.rows[i];
        const struct runfile_row *b = row_of(&sorted, a->scenario, a->metric);
        cr_assert_eq(a->result_count, b->result_count, "%s %s", a->scenario, a->metric);
        for (size_t k = 0; k < a->result_count; k++) {
            cr_expect_eq(a->results[k].worker, b->results[k].worker);
            cr_expect_eq(a->results[k].delta, b->results[k].delta);
        }
    }
    runfile_free(&sorted);
    runfile_free(&run);
}

Test(runfile, a_file_sorted_and_cut_off_or_wrong_is_still_refused)
{
    REFUSES("kept is '2'", "{ head -1 r/samples.csv; tail -n +2 r/samples.csv | tac | sed "
                           "'5s/,1,,/,2,,/'; } >x; mv x r/samples.csv");
    REFUSES("size_bytes is ''",
            "{ head -1 r/samples.csv; tail -n +2 r/samples.csv | tac; echo a; } "
            ">x; mv x r/samples.csv");
}

/* Every turn of the heap is changed by 10 %: comparison.csv and samples.csv disagree. */
Test(runfile, samples_that_were_changed_are_noticed)
{
    REFUSES("r: samples.csv and comparison.csv are not of one run: time of case_1/",
            "awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == \"heap_ns\") h = i } "
            "NR > 1 && $1 == \"case_1\" { $h *= 1.1 } 1' r/samples.csv >x; mv x r/samples.csv");
    cr_assert_eq(load_changed("sed -i /^case_1/d r/samples.csv"), 0, "%s", run.error);
    cr_expect_eq(run.without_samples, 1);
    cr_expect_str_eq(run.first_without->scenario, "case_1");
    runfile_free(&run);
}

Test(runfile, a_mark_in_front_of_any_file_is_skipped)
{
    cr_expect_eq(load_changed("for f in r/*; do { printf '\\357\\273\\277'; cat $f; } >x; mv x "
                              "$f; done"),
                 0, "%s", run.error);
    cr_expect(run.has_samples);
    runfile_free(&run);
}

Test(runfile, an_interval_upside_down)
{
    REFUSES(
        "delta_low is above delta_high",
        "awk -F, -v OFS=, 'NR == 2 { t = $13; $13 = $14; $14 = t } 1' r/comparison.csv >x; mv x "
        "r/comparison.csv");
}

/* A gigabyte of zeros is refused at its first cell. Many valid turns take only as much memory
 * as their workers. */
Test(runfile, huge_files, .timeout = 120)
{
    REFUSES("r/samples.csv:1: a cell of more than", "truncate -s 1G r/samples.csv.new; mv "
                                                    "r/samples.csv.new r/samples.csv");
    REFUSES("r/machine.json:1: larger than", "truncate -s 1G r/machine.json");
    cr_assert_eq(load_changed("awk -F, -v OFS=, 'NR == 1; NR == 2 { for (w = 1; w <= 20000; w++) "
                              "for (t = 0; t < 8; t++) { $6 = w; $7 = t; print } }' r/samples.csv "
                              ">x; mv x r/samples.csv"),
                 0, "%s", run.error);
    cr_expect_eq(row_of(&run, "nothing", "time")->result_count, 20000);
    runfile_free(&run);
}
