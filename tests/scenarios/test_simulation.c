/* SPDX-License-Identifier: MIT
 *
 * Runs under valgrind, end to end: what is counted is exact and repeats.
 */
#include "harness/counters/callgrind.h"
#include "harness/figures/columns.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_MAX = 1 << 16 };

#define shell(said, ...) shell_run(said, TEXT_MAX, __VA_ARGS__)

/* Skips the test where valgrind is missing or this build cannot run in it. */
static void need_valgrind(void)
{
    char path[PATH_MAX];
    int error = callgrind_find(path, sizeof path);
    if (error)
        cr_skip_test("%s", error == -ENOENT    ? "valgrind is not installed"
                           : error == -ENOTSUP ? "valgrind's headers are missing"
                                               : "a sanitizer does not run under valgrind");
}

/* The value in the column of that name in the row of a scenario and a metric, of a
 * comparison.csv without quoted cells before it. */
static double cell(const char *csv, const char *scenario, const char *metric, const char *name)
{
    char key[128];
    size_t column = 0;
    while (table_columns[column] && strcmp(table_columns[column], name) != 0)
        column++;
    cr_assert_not_null(table_columns[column], "no column %s", name);
    snprintf(key, sizeof key, ",%s,1/op,", metric);
    for (const char *line = csv; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
        const char *end = strchr(line, '\n');
        const char *at = strstr(line, key);
        if (strncmp(line, scenario, strlen(scenario)) != 0 || !at || !end || at > end)
            continue;
        for (at = line; column > 0; column--)
            at = strchr(at, ',') + 1;
        cr_assert_neq(*at, ',', "%s of %s is empty", metric, scenario);
        return strtod(at, NULL);
    }
    cr_assert_fail("no row for %s of %s", metric, scenario);
    return 0;
}

/* The short time budget leaves the time rows unresolved: they are not asked. */
static const char RUN[] = "%s run %s --counters callgrind --allocator %s --effort quick --max-time "
                          "%d --precision 1000 --quiet --output %s/run 2>&1; cat "
                          "%s/run/comparison.csv; rm -rf %s/run";

Test(simulation, a_known_loop_is_counted_exactly)
{
    char folder[SCRATCH_MAX], csv[TEXT_MAX], again[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    shell(csv, RUN, FAULTY_WORD, "known_loop", "glibc", 60, folder, folder, folder);
#if defined(__x86_64__) || defined(__aarch64__)
    cr_assert_eq(cell(csv, "known_loop", "callgrind-instructions", "delta"), 2000);
    cr_assert_eq(cell(csv, "known_loop", "callgrind-instructions", "delta_low"), 2000);
    cr_assert_eq(cell(csv, "known_loop", "callgrind-instructions", "delta_high"), 2000);
    cr_assert_eq(cell(csv, "known_loop", "callgrind-branches", "delta"), 1000);
    /* Beside the loop and the register that counts it: what nothing does, too,
     * whose two loads and stores are of a value on the stack. */
    double loop = cell(csv, "known_loop", "callgrind-instructions", "baseline_value");
    cr_assert_geq(loop, 201 + 4);
    cr_assert_leq(loop, 201 + 12);
#endif
    cr_assert_eq(cell(csv, "known_loop", "callgrind-data-writes", "delta"), 0);
    cr_assert_eq(cell(csv, "nothing", "callgrind-instructions", "delta"), 0);
    shell(again, RUN, FAULTY_WORD, "known_loop", "glibc", 60, folder, folder, folder);
    cr_assert_eq(cell(again, "known_loop", "callgrind-instructions", "value"),
                 cell(csv, "known_loop", "callgrind-instructions", "value"));
    scratch_remove(folder);
}

/* All figures of three runs are equal, bit for bit, in any environment. Standard error is not
 * compared, because some runs say there that the core is busy. */
Test(simulation, three_runs_count_the_same)
{
    char folder[SCRATCH_MAX], first[TEXT_MAX], other[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    for (int run = 0; run < 3; run++) {
        char long_value[4000];
        memset(long_value, 'x', sizeof long_value);
        long_value[1000 * run + 7] = '\0';
        setenv("SOMETHING_LONG", long_value, 1);
        int status = shell(run ? other : first,
                           "words=$(%s run return_pointer --counters callgrind --allocator "
                           "glibc,jemalloc --effort quick --max-time 60 --precision 1000 --quiet "
                           "--output %s/run%d 2>&1) || echo \"$words\"; "
                           "grep ,callgrind- %s/run%d/comparison.csv | cut -d, -f1-17",
                           PROGRAM_WORD, folder, run, folder, run);
        cr_assert_eq(status, 0);
        cr_assert_neq(strstr(first, ",glibc,heap,stack,callgrind-instructions,1/op,"), NULL);
        if (run > 0)
            cr_assert_str_eq(first, other);
    }
    cr_assert_gt(cell(first, "return_pointer", "callgrind-instructions", "delta"), 20);
    scratch_remove(folder);
}

/* Writes a program `folder`/`model`/valgrind that runs callgrind on an emulated
 * CPU of that model. Root hides the C library's debug information from it: to read that
 * takes two thirds of a start. 0: nothing emulates CPUs here. */
static int make_emulated_valgrind(const char *folder, const char *model)
{
    static const char tool[] = "/usr/libexec/valgrind/callgrind-amd64-linux";
    char said[64], path[SCRATCH_MAX + 64];
    if (access(tool, X_OK) != 0 ||
        shell(said, "command -v qemu-x86_64 >/dev/null && mkdir %s/%s", folder, model) != 0)
        return 0;
    snprintf(path, sizeof path, "%s/%s/valgrind", folder, model);
    FILE *file = fopen(path, "we");
    cr_assert(file != NULL);
    fprintf(file,
            "#!/bin/sh\n"
            "export VALGRIND_LAUNCHER=/usr/bin/valgrind\n"
            "exec 2>/dev/null\n"
            "set -- /usr/bin/qemu-x86_64 -cpu %s %s \"$@\"\n"
            "unshare -m true || exec \"$@\"\n"
            "exec unshare -m sh -c 'mount -t tmpfs none /usr/lib/debug; exec \"$@\"' sh \"$@\"\n",
            model, tool);
    cr_assert_eq(fchmod(fileno(file), 0755), 0);
    return fclose(file) == 0;
}

/* From a CPU without SSE3 to one with AVX2. Copying 4 KiB is libc's memcpy, which
 * it has for each of them. What the model of a branch predictor says also depends
 * on how the process started, and is not compared. Two models are emulated at a time. */
Test(simulation, counts_are_those_of_any_cpu, .timeout = 600)
{
    static const char *const models[] = { "qemu64", "Nehalem", "SandyBridge", "Haswell" };
    static const char run[] =
        "cd %s && mkdir native && count() { for model; do "
        "XDG_STATE_HOME=$PWD/$model PATH=$PWD/$model:$PATH %s run return_pointer print_slice "
        "array_by_value --size 8,16,4096 --allocator glibc --counters callgrind --effort quick "
        "--max-time 500 --precision 1000 --quiet --output $model/run >$model/said 2>&1 || "
        "cat $model/said; "
        "grep -E ',callgrind-(instructions|data-reads|data-writes|branches),' "
        "$model/run/comparison.csv | sort | cut -d, -f1-17 >$model/rows; done; }; "
        "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 count native; "
        "count qemu64 Nehalem & count SandyBridge Haswell & wait";
    char folder[SCRATCH_MAX], said[TEXT_MAX], native[TEXT_MAX], emulated[TEXT_MAX];
#ifdef __clang__
    cr_skip_test("the test built by gcc counts the same C library on other CPUs");
#endif
    need_valgrind();
    scratch_make(folder);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (!make_emulated_valgrind(folder, models[i])) {
            scratch_remove(folder);
            cr_skip_test("no qemu-x86_64, or no callgrind for x86-64");
        }
    }
    shell(said, run, folder, PROGRAM_WORD);
    shell(native, "cat %s/native/rows", folder);
    cr_assert_neq(strstr(native, "array_by_value,"), NULL, "%s", said);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        shell(emulated, "cat %s/%s/rows", folder, models[i]);
        cr_expect_str_eq(emulated, native, "%s: %s", models[i], said);
    }
    scratch_remove(folder);
}

/* Without statistics, and whatever machine the base run is from. */
Test(simulation, one_planted_instruction_is_a_regression_on_any_machine)
{
    static const char run[] =
        "%s run return_pointer --allocator glibc --counters callgrind --effort "
        "quick --max-time 60 --precision 1000 --quiet --output %s/%s >&2";
    static const char compare[] = "%s compare %s/base %s/%s --metric %s --threshold 0 2>&1";
    char folder[SCRATCH_MAX], said[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    shell(said, run, PROGRAM_WORD, folder, "base");
    shell(said, run, PROGRAM_WORD, folder, "same");
    shell(said, run, PLANTED_WORD, folder, "planted");
    shell(said, "sed -i 's/\"identity\": .*/\"identity\": \"another\",/' %s/base/machine.json",
          folder);
    cr_expect_eq(
        shell(said, compare, PROGRAM_WORD, folder, folder, "same", "callgrind-instructions"), 0,
        "%s", said);
    cr_expect_eq(
        shell(said, compare, PROGRAM_WORD, folder, folder, "planted", "callgrind-instructions"), 3,
        "%s", said);
    cr_expect_eq(shell(said, compare, PROGRAM_WORD, folder, folder, "same", "time"), 5, "%s", said);
    scratch_remove(folder);
}

/* What the rungs execute is exact, so their steps add up to the last digit. */
Test(simulation, steps_add_up_to_the_escape_cost)
{
    char folder[SCRATCH_MAX], csv[TEXT_MAX], *line, *rest;
    double whole = 0, sum = 0;
    need_valgrind();
    scratch_make(folder);
    shell(
        csv,
        "%s run return_pointer --live 64 --counters callgrind --allocator jemalloc --effort quick "
        "--max-time 60 --precision 1000 --quiet --output %s/run >&2; "
        "grep ^return_.*callgrind-instructions %s/run/comparison.csv | cut -d, -f6,7,12; "
        "rm -rf %s",
        PROGRAM_WORD, folder, folder, folder);
    for (line = strtok_r(csv, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        double delta = strtod(strrchr(line, ',') + 1, NULL);
        int is_whole = strncmp(line, "heap,stack,", 11) == 0;
        *(is_whole ? &whole : &sum) += delta;
    }
    cr_assert_gt(whole, 20);
    cr_assert_float_eq(whole, sum, 1e-9);
}

Test(simulation, a_preloaded_allocator_is_verified_inside_of_valgrind)
{
    char folder[SCRATCH_MAX], csv[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    int status =
        shell(csv, RUN, PROGRAM_WORD, "return_pointer", "jemalloc", 60, folder, folder, folder);
    cr_assert_eq(status, 0);
    cr_assert_gt(cell(csv, "return_pointer", "callgrind-instructions", "delta"), 20);
    scratch_remove(folder);
}

/* A crash or a lie costs the case its counts, with the reason. */
Test(simulation, what_goes_wrong_is_in_the_row)
{
    char folder[SCRATCH_MAX], csv[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    shell(csv, RUN, FAULTY_WORD, "crash", "glibc", 60, folder, folder, folder);
    const char *row = strstr(csv, "callgrind-instructions,1/op,,,,,,,,,failed,");
    cr_assert(row != NULL, "%s", csv);
    cr_assert(strstr(row, "crashed") != NULL);
    scratch_remove(folder);
}

Test(simulation, time_runs_out_before_all_is_counted)
{
    char folder[SCRATCH_MAX], csv[TEXT_MAX];
    need_valgrind();
    scratch_make(folder);
    shell(csv,
          "%s run known_loop --counters callgrind --allocator glibc --max-time 0.01 --quiet "
          "--output %s/run 2>&1; cat %s/run/comparison.csv",
          FAULTY_WORD, folder, folder);
    cr_assert_neq(strstr(csv, "callgrind-instructions,1/op,,,,,,,,,no-verdict,"), NULL, "%s", csv);
    cr_assert_neq(strstr(csv, "out of time"), NULL);
    scratch_remove(folder);
}

/* With hardware counters nothing is printed. */
Test(simulation, auto_mentions_callgrind_once_where_there_is_no_pmu)
{
    char folder[SCRATCH_MAX], said[TEXT_MAX], csv[TEXT_MAX];
    scratch_make(folder);
    shell(
        said,
        "%s run return_pointer --effort quick --max-time 1 --output %s/run 2>&1 >/dev/null | grep "
        "callgrind",
        PROGRAM_WORD, folder);
    shell(csv, "grep ',instructions,1/op,,,' %s/run/comparison.csv", folder);
    if (csv[0]) {
        cr_assert(strstr(said, "--counters callgrind") != NULL, "%s", said);
        cr_assert_eq(strchr(said, '\n') + 1, said + strlen(said), "one line: %s", said);
    } else {
        cr_assert_str_eq(said, "");
    }
    shell(said,
          "%s run nothing --effort quick --counters none --output %s/none 2>&1 | grep callgrind",
          PROGRAM_WORD, folder);
    cr_assert_str_eq(said, "", "nobody asked for counters");
    scratch_remove(folder);
}

Test(simulation, without_valgrind_it_says_so_and_measures_nothing)
{
    char said[TEXT_MAX], path[PATH_MAX];
    int status =
        shell(said, "PATH=/nowhere %s run return_pointer --counters callgrind 2>&1", PROGRAM_WORD);
    cr_assert_eq(status, 2);
    cr_assert(strncmp(said, "escapebench: --counters callgrind", 33) == 0, "%s", said);
    cr_assert_eq(strchr(said, '\n') + 1, said + strlen(said), "one line: %s", said);
    int possible = callgrind_find(path, sizeof path);
    if (possible == 0 || possible == -ENOENT)
        cr_assert(strstr(said, "install the package valgrind") != NULL, "%s", said);
}
