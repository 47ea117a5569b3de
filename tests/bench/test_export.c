/* SPDX-License-Identifier: MIT
 *
 * escapebench export as a user runs it, on a made-up run. tests/ci/test_feeds.py has the
 * formats with one figure for each name.
 */
#include "tests/support/program.h"
#include "tests/support/synthetic.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void set_up(void)
{
    struct synthetic run = { .seed = 1, .cases = 6 };
    program_set_up();
    synthetic_write(&run, "a");
}

TestSuite(export, .init = set_up, .fini = program_tear_down);

/* github.com/golang/proposal, design/14313-benchmark-format.md: configuration
 * lines `key: value`, the key starting in lower case and without blanks or
 * upper case; result lines of an even number of fields, at least four: a name
 * of Benchmark and an upper-case letter, a count, then values and units. */
static void check_go_line(char *line)
{
    char *fields[64] = { NULL }, *end;
    size_t n = 0;
    char *colon = strchr(line, ':');
    if (strncmp(line, "Benchmark", 9) != 0) {
        cr_assert_not_null(colon, "%s", line);
        cr_expect_eq(colon[1], ' ', "%s", line);
        for (char *c = line; c < colon; c++)
            cr_expect(islower(*c), "%s", line);
        return;
    }
    cr_expect(isupper(line[9]), "%s", line);
    for (char *field = strtok(line, " "); field && n < 64; field = strtok(NULL, " "))
        fields[n++] = field;
    cr_assert(n >= 4 && n % 2 == 0, "%zu fields", n);
    cr_expect_gt(strtoull(fields[1], &end, 10), 0);
    cr_expect_eq(*end, '\0');
    for (size_t i = 2; i + 1 < n; i += 2) {
        strtod(fields[i], &end);
        cr_expect_eq(*end, '\0', "%s", fields[i]);
        cr_expect(isalpha(fields[i + 1][0]) && strchr(fields[i + 1], '/'), "%s", fields[i + 1]);
    }
}

Test(export, gobench_is_gos_text_format)
{
    EXITS(0, "$P export a --format gobench");
    SAYS("goarch: amd64\n");
    SAYS("cpu: Test CPU\n");
    SAYS("BenchmarkCase1/size=8/live=1/allocator=glibc/variant=heap 32000 ");
    SAYS(" ns/op 8 B/op 1 allocs/op 0.75 page-faults/op\n");
    size_t lines = 0;
    char *rest = output;
    for (char *line; (line = strsep(&rest, "\n")) && *line; lines++)
        check_go_line(line);
    cr_expect_eq(lines, 7 + 7 * 2 * 8); /* keys; cases x variants x workers */
}

/* google/benchmark 1.7, docs/user_guide.md "Output Formats" and what its
 * tools/gbench/report.py reads. */
Test(export, gbench_is_google_benchmarks_json)
{
    static const char *const texts[] = { "name", "run_name", "run_type", "time_unit" };
    static const char *const numbers[] = { "repetitions", "repetition_index", "threads",
                                           "iterations",  "real_time",        "cpu_time",
                                           "family_index" };
    EXITS(0, "$P export a --format gbench >x.json");
    json_t *json = json_load_file("x.json", 0, NULL), *benchmark;
    json_t *context = json_object_get(json, "context");
    cr_expect(json_is_string(json_object_get(context, "date")));
    cr_expect_eq(json_integer_value(json_object_get(context, "num_cpus")), 4);
    cr_expect_eq(json_integer_value(json_object_get(context, "mhz_per_cpu")), 3333);
    cr_expect_eq(json_array_size(json_object_get(context, "caches")), 2);
    json_t *benchmarks = json_object_get(json, "benchmarks");
    cr_assert_eq(json_array_size(benchmarks), 7 * 2 * (8 + 4));
    size_t i, aggregates = 0;
    json_array_foreach(benchmarks, i, benchmark)
    {
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            cr_expect(json_is_string(json_object_get(benchmark, texts[k])), "%s", texts[k]);
        if (json_object_get(benchmark, "aggregate_name")) {
            aggregates++;
            continue;
        }
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            cr_expect(json_is_number(json_object_get(benchmark, numbers[k])), "%s", numbers[k]);
        cr_expect_str_eq(json_string_value(json_object_get(benchmark, "run_type")), "iteration");
        cr_expect_str_eq(json_string_value(json_object_get(benchmark, "time_unit")), "ns");
        cr_expect_eq(json_integer_value(json_object_get(benchmark, "repetitions")), 8);
    }
    cr_expect_eq(aggregates, 7 * 2 * 4);
    json_decref(json);
}

/* An export does not depend on the order of the lines in comparison.csv. */
Test(export, an_export_of_a_sorted_file_is_the_same)
{
    static const char *const formats[] = {
        "gobench", "gbench", "bmf", "otava", "gha", "openmetrics"
    };
    char *before;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        EXITS(0, "$P export a --format %s", formats[i]);
        before = strdup(output);
        EXITS(0,
              "cp -r a sorted; (head -1 a/comparison.csv; tail -n +2 a/comparison.csv | sort -r) "
              ">sorted/comparison.csv; $P export sorted --format %s",
              formats[i]);
        cr_expect_str_eq(output, before, "%s", formats[i]);
        free(before);
    }
}

/* Cases without workers take one line, however many they are. */
Test(export, says_once_what_is_left_out)
{
    EXITS(0, "for f in comparison samples; do head -1 a/$f.csv >$f; done; "
             "grep ^nothing a/samples.csv >>samples; mv samples a/samples.csv; "
             "awk -F, -v OFS=, 'NR > 1 && !/^nothing/ { $19 = 0 } NR > 1' a/comparison.csv "
             ">>comparison; mv comparison a/comparison.csv; "
             "$P export a --format gobench 2>said >/dev/null; cat said");
    SAYS("left out, no workers: case_1 8 B glibc, case_2 16 B glibc, case_3 24 B glibc and 3 more; "
         "escapebench show --why a says why\n");
}
