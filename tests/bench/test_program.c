/* SPDX-License-Identifier: MIT
 *
 * escapebench as a user runs it: words in, files and exit status out.
 */
#include "harness/figures/columns.h"
#include "harness/subject/allocator.h"
#include "tests/support/program.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(program, .init = program_set_up, .fini = program_tear_down);

/* Measures into r/ with the given words. It is no error if the machine is too busy for a
 * verdict. */
static void measure(const char *words)
{
    cr_assert_eq(shell("$P run --allocator $A --effort quick --output r %s", words), 0, "%s",
                 output);
    char said[sizeof output];
    memcpy(said, output, sizeof said);
    cr_assert_neq(shell("grep ,failed, r/comparison.csv"), 0, "%s", output);
    memcpy(output, said, sizeof said);
}

/* ---- what works ---- */

Test(program, list_in_three_formats)
{
    cr_assert_eq(shell("$P list"), 0);
    SAYS("box_slice_element");
    cr_expect_eq(shell("ESCAPEBENCH_GO_LANES=/nowhere $P list | tail -1"), 0);
    cr_expect_eq(strncmp(output, "lanes, for run --allocator: ", 28), 0, "%s", output);
    SAYS(" glibc jemalloc mimalloc tcmalloc boehm\n"); /* under a sanitizer behind its own */
    cr_expect_eq(shell("d=`mktemp -d` && touch $d/go1.19.so && echo old >$d/go1.17.error && "
                       "ESCAPEBENCH_GO_LANES=$d $P list | tail -1 && rm -r $d"),
                 0);
    SAYS(" boehm go1.17 (fails) go1.19\n");
    for (int width = 80; width <= 140; width += 20) {
        cr_assert_eq(shell("COLUMNS=%d $P list | LC_ALL=C.UTF-8 wc -L", width), 0);
        cr_expect_leq(atoi(output), width);
        cr_assert_eq(shell("COLUMNS=%d $P list", width), 0);
        SAYS("variants");
        SAYS("list --format csv");
    }
    cr_assert_eq(shell("$P list --format csv | head -1"), 0);
    cr_expect_str_eq(output, "name,group,origin,metric,variants,sizes,allocs,bytes,title\n");
    cr_assert_eq(shell("$P list --format json"), 0);
    json_t *json = json_loads(output, 0, NULL);
    cr_expect_not_null(json_object_get(json, "scenarios"));
    json_decref(json);
}

Test(program, help_teaches)
{
    cr_assert_eq(shell("$P --help"), 0);
    SAYS("list");
    cr_assert_eq(shell("$P run --help"), 0);
    SAYS("--precision=PCT");
    SAYS("Examples:");
    SAYS("glibc, jemalloc,");
    SAYS("mimalloc, tcmalloc, boehm");
    cr_assert_eq(shell("$P --version"), 0);
    SAYS("escapebench ");
    cr_expect_eq(shell("$P"), 2);
}

/* The fields of one line of CSV, unquoted in place; how many. */
static size_t split(char *line, char **fields, size_t most)
{
    size_t n = 0;
    for (char *to = line, *from = line; n < most; n++) {
        int quoted = *from == '"';
        from += quoted;
        for (fields[n] = to; quoted ? *from != '"' || from[1] == '"' : *from && *from != ',';
             from++) {
            if (quoted && *from == '"')
                from++;
            *to++ = *from;
        }
        from += quoted;
        int more = *from == ',';
        from++;
        *to++ = '\0';
        if (!more)
            return n + 1;
    }
    return n;
}

enum { FIELDS = 22, SAMPLES = 256 };

/* The cell of a row of comparison.csv in the column of that name. */
static const char *cell(char **fields, const char *name)
{
    size_t i = 0;
    while (i < FIELDS && strcmp(table_columns[i], name) != 0)
        i++;
    cr_assert_lt(i, FIELDS, "no column %s", name);
    return fields[i];
}

Test(program, a_run_writes_its_three_files)
{
    char line[16384], *fields[FIELDS + 1];
    size_t rows = 0, turns_total = 0, timed = 0;
    measure("return_pointer --size 8,8 --seed 7");
    SAYS("return_pointer");
    SAYS("An escape of 8 B (return_pointer) costs");
    cr_expect_null(strchr(output, '\033'), "no control characters where there is no terminal");

    FILE *file = fopen("r/comparison.csv", "r");
    for (; fgets(line, sizeof line, file); rows++) {
        line[strcspn(line, "\n")] = '\0';
        cr_assert_eq(split(line, fields, FIELDS + 1), FIELDS, "row %zu", rows);
        for (size_t i = 0; rows == 0 && i < FIELDS; i++)
            cr_expect_str_eq(fields[i], table_columns[i]);
        if (strcmp(cell(fields, "metric"), "time") == 0 &&
            strcmp(cell(fields, "variant"), "heap") == 0 &&
            strcmp(cell(fields, "baseline"), "stack") == 0)
            turns_total += strtoul(cell(fields, "turns_total"), NULL, 10);
        if (strcmp(cell(fields, "metric"), "time") == 0 &&
            strcmp(cell(fields, "verdict"), "no-verdict") != 0) {
            double base = strtod(cell(fields, "baseline_value"), NULL),
                   value = strtod(cell(fields, "value"), NULL);
            cr_expect(base > 0 && value > 0);
            cr_expect_leq(strtod(cell(fields, "delta_low"), NULL),
                          strtod(cell(fields, "delta"), NULL));
            cr_expect_geq(strtod(cell(fields, "delta_high"), NULL),
                          strtod(cell(fields, "delta"), NULL));
            cr_expect_geq(strtoul(cell(fields, "workers"), NULL, 10), 5);
        }
        if (strcmp(cell(fields, "scenario"), "return_pointer") == 0 &&
            strcmp(cell(fields, "metric"), "allocs") == 0)
            cr_expect(strcmp(cell(fields, "baseline_value"), "0") == 0 &&
                      strcmp(cell(fields, "value"), "1") == 0);
        if (strcmp(cell(fields, "scenario"), "return_pointer") == 0 &&
            strcmp(cell(fields, "metric"), "alloc-bytes") == 0)
            cr_expect_str_eq(cell(fields, "delta"), "8");
        if (strcmp(cell(fields, "baseline_value"), "") == 0)
            cr_expect_str_neq(cell(fields, "note"), "", "an empty cell without a reason: %s",
                              cell(fields, "metric"));
    }
    fclose(file);
    /* time, walk, nine counters, IPC, three exact ones; those are not of the steps */
    cr_expect_eq(rows, 1 + 2 * 15 + 3 * 12);

    file = fopen("r/samples.csv", "r");
    cr_assert_not_null(fgets(line, sizeof line, file));
    char heading[sizeof line], *names[SAMPLES];
    memcpy(heading, line, sizeof heading);
    size_t columns = split(heading, names, SAMPLES), group = 0;
    while (group < columns && strcmp(names[group], "counter_group") != 0)
        group++;
    cr_assert_lt(group, columns);
    while (fgets(line, sizeof line, file)) {
        char *cells[SAMPLES];
        line[strcspn(line, "\n")] = '\0';
        cr_assert_eq(split(line, cells, SAMPLES), columns);
        timed += cells[group][0] == '\0';
    }
    fclose(file);
    cr_expect_eq(timed, turns_total, "a row for each timed turn");

    json_t *json = json_load_file("r/machine.json", 0, NULL);
    cr_assert_not_null(json);
    cr_expect_str_eq(json_string_value(json_object_get(json, "state")), "complete");
    json_t *settings = json_object_get(json, "settings");
    cr_expect_str_eq(json_string_value(json_object_get(settings, "seed")), "7");
    char *words = json_dumps(json_object_get(settings, "arguments"), 0);
    cr_expect_not_null(strstr(words, "\"--size\", \"8,8\""), "%s", words);
    free(words);
    json_decref(json);
    cr_expect_neq(access("results", F_OK), 0, "--output is the only folder");
}

Test(program, the_default_folder_has_a_latest)
{
    /* Remarks on a busy machine go to standard error. */
    cr_assert_leq(shell("$P run nothing --allocator $A --effort quick --quiet 2>/dev/null"), 1);
    cr_expect_str_empty(output, "--quiet: %s", output);
    cr_expect_eq(access("results/latest/comparison.csv", R_OK), 0);
    cr_expect_eq(shell("test \"$(ls results/latest/)\" = "
                       "\"$(printf 'comparison.csv\\nmachine.json\\nsamples.csv\\nsummary.csv')\""),
                 0);
}

Test(program, declared_allocations_hold_under_every_allocator)
{
    cr_assert_eq(
        shell("$P run --effort quick --max-time 0.001 --counters none --output r >/dev/null;"
              "grep ',failed,' r/comparison.csv | grep -v 'its peer needs a second PU'"),
        1, "%s", output);
    cr_expect_eq(shell("grep -q 'return_pointer.*allocs' r/comparison.csv"), 0);
}

/* libgc is opened inside the worker. It is not preloaded and does not replace malloc. */
Test(program, a_collector_serves_the_heap_variant)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
    int status = shell("$P run return_pointer channel_handoff --allocator boehm --effort quick "
                       "--counters none --output r");
    cr_assert(status == 0 || status == 1, "%s", output);
    SAYS("not measured under boehm: channel_handoff");
    cr_expect_eq(shell("grep -q '^return_pointer,.*,boehm,heap,stack,allocs,1/op,0,1,1,' "
                       "r/comparison.csv && ! grep ,failed, r/comparison.csv"),
                 0, "%s", output);
    cr_expect_eq(shell("grep -q 'collections' r/comparison.csv ||"
                       "grep -q '^return_pointer,.*,boehm,heap,stack,time,.*,slower,' "
                       "r/comparison.csv"),
                 0, "a verdict, or why there is none");
    cr_expect_eq(
        shell("grep -q '\"name\": \"boehm\"' r/machine.json && grep -q libgc r/machine.json"), 0);
}

/* ---- what is refused ---- */

static const struct {
    const char *words, *says;
} refused[] = {
    { "retrun_pointer", "no scenario matches 'retrun_pointer'; nearest: return_pointer; "
                        "escapebench list has the names" },
    { "'none*'", "no scenario matches 'none*'; escapebench list has the names" },
    { "--allocator nonesuch", "unknown allocator 'nonesuch'; choose from" },
    { "--counters nonesuch", "unknown event 'nonesuch'; nearest: " },
    { "--size 12345", "has the size 12345; choose from 8," },
    { "nothing --size 4", "has the size 4; none of them has sizes" },
    { "nothing --gogc half", "'half' is no GOGC; write a percentage or off" },
    { "nothing --gogc 0", "'0' is no GOGC" },
    { "nothing --allocator glibc --gogc 50", "--gogc is for lanes of Go, and " },
    { "--size big", "'big' is not a size" },
    { "--cpu core:4000", "core:4000 does not exist on this machine; choose from core:0" },
    { "--effort much", "unknown effort 'much'; choose quick, normal or rigorous" },
    { "--output /proc/nonesuch", "'/proc/nonesuch'" },
    { "--output there/below", "'there/below'" },
    { "--nonesuch", "--nonesuch" },
};

Test(program, refuses_in_one_line_and_writes_nothing)
{
    cr_assert_eq(shell("touch there"), 0);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        cr_expect_eq(shell("$P run %s", refused[i].words), 2, "%s", refused[i].words);
        SAYS(refused[i].says);
    }
    cr_expect_eq(shell("ls"), 0);
    cr_expect_str_eq(output, "there\n");
    cr_expect_eq(shell("$P nonesuch"), 2);
    SAYS("unknown command 'nonesuch'");
}

Test(program, a_core_outside_the_cpuset_is_refused)
{
    if (shell("test $(nproc) -ge 2 && taskset -c 0,1 true") != 0)
        cr_skip_test("needs the first two cores");
    cr_expect_eq(shell("taskset -c 0 $P run --cpu pu:1"), 2);
    SAYS("pu:1 is outside of this process's cpuset; choose from pu:0");
}

/* A missing verdict changes the exit status only with --strict. */
Test(program, strict_makes_a_missing_verdict_an_error)
{
    measure("return_pointer");
    int missing = shell("grep -q ',no-verdict,' r/comparison.csv") == 0;
    cr_expect_eq(shell("$P run --allocator $A --effort quick --output s --strict "
                       "--max-time 0.001 return_pointer"),
                 1, "%s", output);
    SAYS("cases are not measured completely (--strict), so the exit status is 1: ");
    cr_expect(missing || shell("$P show r | tail -1 | grep -q 'verdict'") == 0, "%s", output);
}

Test(program, results_are_never_written_over)
{
    measure("nothing --quiet");
    cr_expect_eq(shell("$P run nothing --output r"), 2);
    SAYS("'r' already holds a run");
}

/* ---- what goes wrong while it runs ---- */

Test(program, a_bad_worker_fails_its_own_row_only)
{
    cr_assert_eq(shell("$F run crash lie differ --allocator $A --effort quick --output r"), 1);
    cr_expect_eq(shell("grep -c ',heap,stack,time,.*,failed,' r/comparison.csv"), 0);
    cr_expect_str_eq(output, "3\n");
    cr_expect_eq(shell("grep '^crash.*time' r/comparison.csv"), 0);
    SAYS("the worker crashed: ");
    cr_expect_eq(shell("grep '^lie.*time' r/comparison.csv"), 0);
    SAYS("heap declares 1 allocs of 8 bytes, counted 0");
    cr_expect_eq(shell("grep '^differ.*time' r/comparison.csv"), 0);
    SAYS("different results");
    cr_expect_eq(shell("grep '^nothing.*,time,' r/comparison.csv | grep -v ,failed,"), 0,
                 "the control stands");
}

/* A file that is no library: the loader goes on without it. */
Test(program, an_allocator_that_cannot_be_loaded_fails_its_rows_only)
{
    cr_assert_eq(shell("echo none > libjemalloc.so.2; LD_LIBRARY_PATH=$PWD $P run nothing "
                       "--allocator $A,jemalloc --effort quick --output r"),
                 1, "%s", output);
    cr_expect_eq(shell("grep 'jemalloc.*time.*failed' r/comparison.csv"), 0);
    SAYS("jemalloc was not loaded: malloc is served by");
    cr_expect_eq(shell("grep \"^nothing.*$A.*time\" r/comparison.csv | grep -v failed"), 0);
}

Test(program, ctrl_c_keeps_what_is_there_and_marks_the_run_partial)
{
    cr_assert_eq(shell("$P run --effort rigorous --allocator $A --counters none --output r >out & "
                       "while ! grep -qs 'interrupted: 1 of 5 workers' r/comparison.csv; do "
                       "sleep 0.05; done; "
                       "kill -INT $!; wait $!"),
                 130, "%s", output);
    SAYS("interrupted: the run is partial");
    json_t *json = json_load_file("r/machine.json", 0, NULL);
    cr_expect_str_eq(json_string_value(json_object_get(json, "state")), "partial");
    json_decref(json);
    cr_expect_eq(shell("grep -q 'interrupted: 1 of 5 workers' r/comparison.csv"), 0);
}

/* A disk of four pages, in a mount namespace of its own. */
Test(program, a_run_without_samples_is_not_written_over_either)
{
    cr_assert_eq(shell("mkdir r s t; echo x >r/comparison.csv; echo y >s/machine.json; "
                       "echo z >t/summary.csv"),
                 0);
    cr_expect_eq(shell("$P run nothing --allocator $A -q -o r"), 2);
    SAYS("'r' already holds a run");
    cr_expect_eq(shell("$P run nothing --allocator $A -q -o s"), 2);
    SAYS("'s' already holds a run");
    cr_expect_eq(shell("$P run nothing --allocator $A -q -o t"), 2);
    SAYS("'t' already holds a run");
    cr_assert_eq(shell("cat r/comparison.csv s/machine.json t/summary.csv; ls r s t"), 0);
    cr_expect_str_eq(output, "x\ny\nz\nr:\ncomparison.csv\n\ns:\nmachine.json\n\n"
                             "t:\nsummary.csv\n");
}

Test(program, runs_of_one_second_get_a_folder_each)
{
    cr_assert_eq(shell("for i in 1 2 3; do $P run nothing --allocator $A -q --effort quick "
                       "--counters none --max-time 0.5 2>/dev/null & done; wait; "
                       "ls -d results/*/*Z-* | wc -l"),
                 0);
    cr_expect_str_eq(output, "3\n");
    cr_assert_eq(
        shell("rm results/latest && mkdir results/latest && { $P run nothing --allocator $A "
              "-q --effort quick --counters none --max-time 60 --precision 1000; ls results; }"),
        0, "%s", output);
    SAYS("results/latest could not be set: Is a directory");
    cr_expect_null(strstr(output, ".new"), "%s", output);
}
