/* SPDX-License-Identifier: MIT
 *
 * escapebench compare as a user runs it, on made-up runs.
 */
#include "harness/base/csvfile.h"
#include "tests/support/program.h"
#include "tests/support/synthetic.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/* a, b: equal builds. slow: +20 %. glibc and jemalloc differ in two things. */
static void set_up(void)
{
    static const struct {
        const char *path;
        struct synthetic run;
    } runs[] = {
        { "a", { .seed = 1, .cases = 6 } },
        { "b", { .seed = 2, .cases = 6 } },
        { "slow", { .seed = 3, .cases = 6, .factor = 1.2, .commit = "slowslow" } },
        { "few", { .seed = 4, .cases = 6, .workers = 4 } },
        { "other", { .seed = 5, .cases = 6, .host = "attic", .cpu = "Old CPU" } },
        { "clock", { .seed = 6, .cases = 6, .cycle_ns = 0.27 } },
        { "je", { .seed = 7, .cases = 6, .allocator = "jemalloc", .factor = 0.6 } },
        { "clang", { .seed = 8, .cases = 7, .compiler = "Clang 14.0.6", .commit = "cafe" } },
        { "long", { .seed = 10, .cases = 6, .workers = 60 } },
        { "more", { .seed = 9, .cases = 6, .allocs = 2 } },
    };
    program_set_up();
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        synthetic_write(&runs[i].run, runs[i].path);
}

TestSuite(compare_program, .init = set_up, .fini = program_tear_down);

/* ---- verdicts and exit statuses ---- */

Test(compare_program, equal_runs_pass)
{
    EXITS(0, "$P compare a b --threshold 5%%");
    SAYS("NEW: no difference shown; ");
    EXITS(0, "$P compare long long --threshold 0");
    SAYS("NEW: no difference shown; 6 cases same, 0 unresolved");
    SAYS("geometric mean over 6 of 6 common cases");
}

Test(compare_program, a_regression_fails_only_beyond_both_thresholds)
{
    EXITS(0, "$P compare a slow");
    SAYS(" slower in case_");
    SAYS("BASE and NEW differ in commit (0123456789 -> slowslow)\n");
    EXITS(3, "$P compare a slow --threshold 5%%");
    EXITS(3, "$P compare a slow --threshold=5 --threshold-abs=1ns");
    EXITS(0, "$P compare a slow --threshold 5%% --threshold-abs 20ns");
    EXITS(0, "$P compare a slow --threshold 60%%");
    EXITS(0, "$P compare slow a --threshold 5%%"); /* faster is fine */
    SAYS(" faster in case_");
}

Test(compare_program, nothing_resolved_is_status_4)
{
    EXITS(0, "$P compare a few");
    EXITS(4, "$P compare a few --threshold 5%%");
    SAYS("6 without verdict");
    EXITS(4, "$P compare a b --metric cycles --threshold 5%%");
    SAYS("no PMU");
}

Test(compare_program, other_machines_are_refused_unless_asked_for)
{
    EXITS(5, "$P compare a other");
    SAYS("a and other were measured on different machines: host (lab -> attic), CPU (Test CPU -> "
         "Old CPU); --across-machines compares them all the same");
    EXITS(0, "$P compare a other --across-machines");
    SAYS("differ in host (lab -> attic), CPU (Test CPU -> Old CPU)");
    EXITS(5, "$P compare a b other");
}

Test(compare_program, more_than_one_cause_is_a_warning)
{
    EXITS(0, "$P compare a clang");
    SAYS("warning: BASE and NEW differ in commit (0123456789 -> cafe), compiler (GNU 12.2.0 -> "
         "Clang 14.0.6): the difference cannot be put down to one of these alone");
    SAYS("case_7/glibc is only in NEW");
}

#ifdef TSAN_COMPARE
Test(compare_program, threads_that_read_and_compare_do_not_race)
{
    EXITS(0, "%s compare a b slow long other clang --across-machines --format csv > tsan.csv",
          TSAN_COMPARE);
    EXITS(0, "$P compare a b slow long other clang --across-machines --format csv | cmp - "
             "tsan.csv");
    EXITS(5, "%s compare a b other slow more", TSAN_COMPARE);
    SAYS("a and other were measured on different machines");
}
#endif

/* The message names the first operand that is no run, whichever is read first. */
Test(compare_program, the_first_bad_run_is_named)
{
    for (int i = 0; i < 10; i++) {
        EXITS(2, "$P compare a b long nowhere b nothing_either");
        SAYS("nowhere: No such file");
        cr_expect_null(strstr(output, "nothing_either"));
    }
}

/* The reference clock is a convention: equal cycles are equal costs. */
Test(compare_program, another_reference_clock_is_no_difference)
{
    EXITS(0, "$P compare a clock --threshold 5%%");
    SAYS("NEW's times are brought to BASE's reference clock (times 1.1111)");
    SAYS("NEW: no difference shown");
}

Test(compare_program, many_runs_stand_side_by_side)
{
    EXITS(3, "$P compare a b slow --threshold 5%%");
    SAYS("NEW1: no difference shown");
    SAYS("NEW2 is ");
    EXITS(0, "cp -r b bb; $P compare a '[bs][bl]*'"); /* a pattern in quotes */
    SAYS("NEW2 slow (");
}

/* run --env is part of what a case is. */
Test(compare_program, runs_with_other_variables_are_not_pooled)
{
    EXITS(0, "mkdir e; for x in 1 2 2; do n=$((n + 1)); cp -r a e/$n; sed \"1s/{/{"
             "\\\"environment\\\": {\\\"asked\\\": {\\\"X\\\": \\\"$x\\\"}},/\" "
             "a/machine.json >e/$n/machine.json; done");
    EXITS(0, "$P compare --pool e/1 'e/[23]'");
    SAYS("differ in --env X (1 -> 2)");
    SAYS("2 runs pooled");
    EXITS(5, "$P compare --pool e/3 'e/[12]'");
    SAYS("e/1 and e/2 cannot be pooled: they differ in --env X (1 -> 2)");
}

Test(compare_program, pooled_runs_are_one_side)
{
    EXITS(3, "mkdir -p p; cp -r a p/base-1; cp -r b p/base-2; cp -r slow p/head-1; cp -r slow "
             "p/head-2; $P compare --pool 'p/base-*' 'p/head-*' --threshold 5%%");
    SAYS("2 runs pooled");
    EXITS(0, "$P compare --pool 'p/base-*' 'p/head-*' --format csv | " BY_COLUMN
             "'{ print of(\"base_workers\"), of(\"workers\") }' | sort -u");
    cr_expect_str_eq(output, "16 16\n");
}

Test(compare_program, allocators)
{
    EXITS(0, "$P compare a je"); /* each run has one allocator, so cases match whatever it is */
    SAYS("jemalloc's costs are ");
    SAYS(" lower than glibc's (geometric mean over 6 of 6 common cases); jemalloc is ");
    SAYS("BASE and NEW differ in allocator (glibc -> jemalloc)");
    SAYS(" faster in case_");
    EXITS(0, "for f in comparison samples; do tail -n +2 je/$f.csv >>a/$f.csv; done; "
             "$P compare a@glibc a@jemalloc");
    SAYS("NEW  a@jemalloc");
    SAYS(" faster in case_");
    EXITS(5, "$P compare a@glibc a@mimalloc");
    SAYS("a has no allocator 'mimalloc'; it has glibc, jemalloc");
}

/* The sentence about two lanes names them; it says NEW where a lane's name would not say
 * which run is meant. */
Test(compare_program, two_lanes_are_named_in_the_sentence)
{
    EXITS(0, "$P compare je a");
    SAYS("glibc's costs are ");
    SAYS(" higher than jemalloc's (geometric mean over 6 of 6 common cases); glibc is ");
    EXITS(0, "$P compare je a --metric allocs");
    SAYS("glibc: no difference shown; 6 cases same, 0 unresolved (metric: allocs)");
    EXITS(0, "$P compare je a b");
    SAYS("NEW1 is ");
    SAYS("NEW2 is ");
}

Test(compare_program, exact_metrics_are_compared_exactly)
{
    EXITS(0, "$P compare a b --metric allocs --threshold 0");
    SAYS("6 cases same, 0 unresolved (metric: allocs)");
    EXITS(3, "$P compare a more --metric allocs --threshold 50%%");
    SAYS("100.0 % higher in case_1/glibc");
    EXITS(5, "$P compare a b --metric nonsense");
}

Test(compare_program, a_csv_alone_is_compared_by_its_intervals)
{
    EXITS(3, "cp a/comparison.csv a.csv; cp slow/comparison.csv slow.csv; $P compare a.csv "
             "slow.csv --threshold 5%%");
    SAYS("without samples.csv");
    SAYS("no machine.json");
}

Test(compare_program, wrong_words_and_files_are_status_2)
{
    static const char *const lines[][2] = {
        { "$P compare", "at least two runs" },
        { "$P compare a", "at least two runs" },
        { "$P compare a nowhere", "nowhere: No such file" },
        { "$P compare a b --format xml", "unknown format 'xml'" },
        { "$P compare a b --threshold much", "'much' is not a percentage" },
        { "$P compare a b --threshold -1", "'-1' is not a percentage" },
        { "$P compare a b --threshold-abs 2s", "'2s' is not an amount" },
        { "$P compare a b --metric ''", "--metric wants a name" },
        { "echo x >>b/samples.csv; $P compare a b", "b/samples.csv:" },
        { "$P export", "wants a run" },
        { "$P export a", "--format gobench, gbench, bmf" },
        { "$P export a --format bmf --aggregates-only", "is for --format gbench" },
        { "$P export a --format xml", "unknown format 'xml'" },
        { "$P export a b --format gbench", "export takes one run" },
        { "rm a/samples.csv; $P export a --format gbench", "no samples.csv" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        EXITS(2, "%s", lines[i][0]);
        SAYS(lines[i][1]);
    }
}

/* ---- formats ---- */

static size_t csv_rows;

static int on_header(struct csvfile *file, void *context)
{
    static const char *const names[] = { "scenario", "difference_low", "p_holm", "verdict", NULL };
    return csvfile_find_all(file, names, context);
}

static int on_row(struct csvfile *file, void *context)
{
    const int *columns = context;
    double low;
    csv_rows++;
    return csvfile_number(file, columns[1], "difference_low", &low);
}

Test(compare_program, csv_is_tidy)
{
    int columns[4];
    EXITS(0, "$P compare a b slow clang --format csv >x.csv");
    FILE *stream = fopen("x.csv", "r");
    struct csvfile file = {
        .name = "x.csv", .header = on_header, .row = on_row, .context = columns
    };
    cr_assert_eq(csvfile_read(&file, stream), 0, "%s", file.error);
    fclose(stream);
    cr_expect_eq(csv_rows, 7 * 3 + 1);
}

Test(compare_program, json_says_what_the_table_says)
{
    EXITS(0, "$P compare a slow --format json >x.json");
    json_t *json = json_load_file("x.json", 0, NULL);
    json_t *comparison = json_array_get(json_object_get(json, "comparisons"), 0);
    cr_assert_eq(json_array_size(json_object_get(comparison, "rows")), 7);
    json_t *row = json_array_get(json_object_get(comparison, "rows"), 3);
    cr_expect_str_eq(json_string_value(json_object_get(row, "verdict")), "slower");
    json_t *low = json_object_get(json_object_get(row, "percent"), "low");
    cr_expect_gt(json_number_value(low), 5);
    json_t *run = json_array_get(json_object_get(comparison, "runs"), 1);
    cr_expect_not_null(strstr(json_string_value(json_object_get(run, "conclusion")), "slower in"));
    cr_expect_eq(json_array_size(json_object_get(run, "differs_in")), 1);
    json_decref(json);
}

Test(compare_program, markdown_has_a_table_for_a_job_summary)
{
    EXITS(3, "$P compare a slow --format markdown --threshold 5%%");
    SAYS("### escapebench: time\n\n**NEW is ");
    SAYS("| case | BASE ns/op | NEW ns/op | difference | % | verdict |\n|---|--:|--:|--:|--:|---|\n"
         "| case\\_1/glibc |");
    SAYS("<details><summary>all 7 rows</summary>");
    for (const char *line = output; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        unsigned bars = 0;
        for (const char *c = line; *line == '|' && *c && *c != '\n'; c++)
            bars += *c == '|' && c[-1] != '\\';
        cr_expect(*line != '|' || bars == 7, "%u bars: %.80s", bars, line);
    }
}

/* Costs go before verdicts do. */
Test(compare_program, a_narrow_table_keeps_its_verdicts)
{
    EXITS(0, "COLUMNS=62 $P compare a slow");
    SAYS("Not shown at this width: NEW ns/op");
    SAYS("verdict\n");
    EXITS(0, "COLUMNS=62 $P compare a slow | LC_ALL=C.UTF-8 wc -L");
    cr_expect_leq(atoi(output), 62, "%s", output);
    EXITS(0, "COLUMNS=62 $P compare a slow slow");
    SAYS("Not shown at this width: run's ns/op, difference, BASE ns/op\n");
    EXITS(0, "COLUMNS=62 $P compare a slow slow | grep -c '^case_1.* NEW[12] .* slower$'");
    cr_expect_eq(atoi(output), 2, "each run has its verdict: %s", output);
    EXITS(0, "COLUMNS=62 $P compare a few");
    SAYS("no-verdict: too few\n                                       workers\n");
    EXITS(0, "COLUMNS=200 $P compare a slow");
    cr_expect_null(strstr(output, "Not shown"));
}

/* ---- what a verdict rests on ---- */

Test(compare_program, why_names_the_prior_of_each_verdict)
{
    EXITS(0, "$P compare a b --why");
    SAYS("Why each verdict");
    SAYS("BASE: 8 workers, which spread by ");
    SAYS("from the 6 cases of these runs: nine in ten spread less");
    SAYS("the cautious default: too little is known of this case here");
    SAYS("runs differ by 1 % as a whole");
    EXITS(2, "$P compare a b --why --format csv");
    SAYS("--why is for the formats table and markdown");
    EXITS(0, "$P compare a b --format json | grep -c '\"source\": \"other-cases\"'");
    EXITS(0, "$P compare a b --metric allocs --why");
    SAYS("exact figures: any difference is one");
    EXITS(0, "rm a/samples.csv && $P compare a b --why");
    SAYS("BASE: 8 workers, whose spread is not known without samples.csv");
}

Test(compare_program, a_history_is_shown_and_forgotten)
{
    setenv("XDG_STATE_HOME", scratch, 1);
    EXITS(0, "$P spreads");
    SAYS("no history");
    EXITS(0, "$P run return_pointer --allocator glibc --effort quick --max-time 60 --precision "
             "1000 --quiet -o r; "
             "[ $? -le 1 ]");
    EXITS(0, "ls escapebench/*.spreads.json");
    EXITS(0, "$P spreads 'nothing/*'");
    SAYS("no history");
    EXITS(0, "cp escapebench/*.spreads.json whole; printf '{' | tee escapebench/*.spreads.json");
    EXITS(0, "$P spreads");
    SAYS("spreads.json is damaged and does not count; the next run replaces it");
    EXITS(0, "$P compare r r");
    SAYS("spreads.json is damaged and does not count; the next run replaces it");
    EXITS(0, "cp whole escapebench/*.spreads.json");
    EXITS(0, "$P spreads --delete");
    SAYS("cases forgotten");
    EXITS(0, "$P spreads");
    SAYS("no history");
    EXITS(2, "$P spreads --forget");
}
