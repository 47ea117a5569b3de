/* SPDX-License-Identifier: MIT
 *
 * `compare --metric ratio`, on synthetic runs of different machines.
 */
#include "tests/support/program.h"
#include "tests/support/synthetic.h"

#include <stdlib.h>

/* half: a CPU on which everything takes twice as long. dearer: the same CPU, and heap
 * operations take another half longer. */
static void set_up(void)
{
    program_set_up();
    struct synthetic run = { .seed = 1, .cases = 6, .workers = 30 };
    synthetic_write(&run, "base");
    run = (struct synthetic){ .seed = 2, .cases = 6, .workers = 30, .cycle_ns = 0.6 };
    run.host = "attic";
    run.cpu = "Old CPU";
    synthetic_write(&run, "half");
    run.factor = 1.5;
    synthetic_write(&run, "dearer");
}

TestSuite(compare_ratio, .init = set_up, .fini = program_tear_down);

static int compare(const char *words)
{
    return shell_run(output, sizeof output, "$P compare %s 2>&1", words);
}

Test(compare_ratio, ratios_carry_over_to_a_slower_cpu_and_times_do_not)
{
    cr_expect_eq(compare("base half --across-machines --threshold 20%"), 3, "%s", output);
    cr_expect_eq(compare("base half --across-machines --metric ratio --threshold 20%"), 0, "%s",
                 output);
    cr_expect_not_null(strstr(output, "no difference shown"), "%s", output);
    cr_expect_not_null(strstr(output, "as multiples of the baseline"), "%s", output);
    cr_expect_not_null(strstr(output, "BASE x"), "%s", output);
}

Test(compare_ratio, a_dearer_heap_is_seen_on_another_cpu)
{
    cr_expect_eq(compare("base dearer --across-machines --metric ratio --threshold 20%"), 3, "%s",
                 output);
}

Test(compare_ratio, other_machines_are_refused_all_the_same)
{
    cr_expect_eq(compare("base half --metric ratio"), 5, "%s", output);
}

/* Without samples.csv the ratios of comparison.csv are compared. That of return_pointer with
 * jemalloc is 2.41, which is a cost of 1.41 baselines. */
Test(compare_ratio, tables_alone_have_ratios)
{
    setenv("T", SOURCE_DIR "/tests/plots/run", 1);
    shell_run(output, sizeof output, "cp $T/comparison.csv .");
    cr_expect_eq(compare("comparison.csv comparison.csv --metric ratio"), 0, "%s", output);
    const char *row = strstr(output, "return_pointer/jemalloc ");
    cr_assert_not_null(row, "%s", output);
    cr_expect_not_null(strstr(row, "+1.41 "), "%s", output);
}
