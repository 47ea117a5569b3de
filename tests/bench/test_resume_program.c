/* SPDX-License-Identifier: MIT
 *
 * `escapebench run --resume` as a user types it.
 */
#include "tests/support/program.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(resume_program, .init = program_set_up, .fini = program_tear_down);

/* Measures into r/ with the words given. */
static void measure(const char *words)
{
    cr_assert_eq(
        shell("$P run --allocator $A --effort quick --counters none --quiet -o r %s", words), 0,
        "%s", output);
}

/* --resume adds workers to the same files, also after a kill in the middle of a row. */
Test(resume_program, a_run_goes_on)
{
    measure("return_pointer");
    cr_assert_eq(shell("cp -r r k; wc -l <r/samples.csv; printf 'return_poi' >>k/samples.csv"), 0);
    long before = strtol(output, NULL, 10);
    cr_assert_eq(shell("$P run --resume k --max-time 0.5 --quiet"), 0, "%s", output);
    cr_assert_eq(shell("wc -l <k/samples.csv; grep -c 'return_poireturn' k/samples.csv"), 1);
    cr_expect_geq(strtol(output, NULL, 10), before, "%s", output);
    json_t *json = json_load_file("k/machine.json", 0, NULL);
    cr_expect_eq(json_array_size(json_object_get(json, "sittings")), 2);
    json_decref(json);
}

Test(resume_program, another_machine_or_settings_are_not_gone_on_with)
{
    measure("nothing");
    cr_assert_eq(shell("sed -i 's/\"host\": \"[^\"]*\"/\"host\": \"other\"/' r/machine.json"), 0);
    cr_expect_eq(shell("$P run --resume r"), 2);
    SAYS("the run cannot go on here (host: other then, ");
    cr_expect_eq(shell("$P run --resume /nonexistent"), 2);
    SAYS("/nonexistent is not a run that can go on");
}

/* An option may be repeated with the value that the run had. Any other word is refused. */
Test(resume_program, a_run_goes_on_with_its_own_settings)
{
    static const char *const contradictions[] = { "allocator A=/nonexistent",
                                                  "size 8",
                                                  "live 2",
                                                  "cpu pu:0",
                                                  "seed 1",
                                                  "env A=b",
                                                  "label a=b",
                                                  "gogc 50",
                                                  "detect 1",
                                                  "output s",
                                                  "effort rigorous",
                                                  "counters callgrind",
                                                  "precision 7",
                                                  "machine other",
                                                  "against $P" };
    measure("nothing --seed 7");
    cr_assert_eq(shell("md5sum r/* >sums"), 0);
    for (size_t i = 0; i < sizeof contradictions / sizeof *contradictions; i++) {
        char said[64];
        snprintf(said, sizeof said, "--%.*s contradicts r: ", (int) strcspn(contradictions[i], " "),
                 contradictions[i]);
        cr_expect_eq(shell("$P run --resume r --%s", contradictions[i]), 2, "%s", output);
        SAYS(said);
    }
    cr_expect_eq(shell("$P run --resume r return_pointer"), 2);
    SAYS("'return_pointer' is a word too many");
    cr_assert_eq(shell("md5sum --check --quiet sums"), 0, "%s", output);
    cr_expect_eq(shell("$P run --resume r --allocator $A --effort quick --counters none --seed 7 "
                       "--strict --quiet --max-time 0.01 || test $? -eq 1"),
                 0, "%s", output);
    cr_expect_str_empty(output);
}

Test(resume_program, a_run_in_turns_with_another_program_is_not_gone_on_with)
{
    measure("nothing --against $P");
    cr_expect_eq(shell("$P run --resume r"), 2);
    SAYS("r was measured in turns with another program, and only one run can go on: measure both "
         "anew with --against");
}

/* A kill loses at most the turn that was being written. A folder without machine.json is no
 * run. */
Test(resume_program, a_killed_run_goes_on)
{
    cr_assert_eq(shell("$P run return_pointer --allocator $A --effort quick --counters none -q "
                       "-o k & pid=$!; "
                       "for i in $(seq 600); do test -s k/machine.json && break; sleep 0.1; done; "
                       "kill -KILL $pid; wait $pid 2>/dev/null; test -s k/machine.json"),
                 0, "%s", output);
    cr_expect_eq(shell("$P run --resume k --quiet"), 0, "%s", output);
    cr_expect_eq(shell("grep -c '^return_pointer.*,heap,stack,time,' k/comparison.csv"), 0);
    cr_expect_str_eq(output, "1\n");
    cr_assert_eq(shell("rm k/machine.json; $P run --resume k"), 2);
    SAYS("k is not a run that can go on");
}
