/* SPDX-License-Identifier: MIT
 *
 * escapebench run --against, as a user runs it.
 */
#include "harness/subject/allocator.h"
#include "tests/support/program.h"

#include <stdlib.h>
#include <string.h>

TestSuite(against, .init = program_set_up, .fini = program_tear_down);

/* The other build executes one instruction more at every malloc. So a difference of one
 * instruction shows that each build's own code was measured. */
Test(against, workers_of_both_builds_take_turns)
{
    EXITS(0, "$P run return_pointer --allocator $A --effort quick --counters none --quiet "
             "--max-time 60 --precision 1000 --seed 7 --against $PLANTED -o r");
    EXITS(0, "ls r/samples.csv r-against/samples.csv r-against/comparison.csv");
    EXITS(0, "for f in r r-against; do grep '\"start\"' $f/machine.json >$f.start; done; "
             "cmp r.start r-against.start");
    EXITS(0, "grep -c ^return_pointer r-against/samples.csv");
    EXITS(0, "$P compare r-against r --why");
    SAYS("are sides of one run");
    EXITS(2, "$P run return_pointer --quiet --against $PLANTED -o r");
    SAYS("already holds a run");
}

/* A build against itself: both workers of a pair have one layout, and the next pair has
 * another. */
Test(against, both_workers_of_a_pair_have_one_layout)
{
    EXITS(0, "$P run return_pointer --allocator $A --effort quick --counters none --quiet "
             "--max-time 60 --precision 1000 --seed 7 --against $P -o r");
    EXITS(0, "for f in r r-against; do " BY_COLUMN
             "'is(\"scenario\", \"return_pointer\") { print of(\"worker\"), of(\"layout\") }' "
             "$f/samples.csv | sort -u >$f.layouts; done; "
             "join r.layouts r-against.layouts | awk '$2 != $3' | grep . && exit 1; "
             "join r.layouts r-against.layouts | cut -d' ' -f2 | sort -u | wc -l");
    cr_expect_geq(atoi(output), LAYOUTS < 2 ? LAYOUTS : 2, "%s", output);
}

Test(against, a_case_that_only_one_build_has_fails_there)
{
    EXITS(1, "$P run return_pointer --allocator $A --effort quick --counters none --quiet "
             "--max-time 4 --against $FAULTY -o r");
    EXITS(0, "grep return_pointer r-against/comparison.csv");
    SAYS("failed");
}

/* As a committed run, which has no samples.csv. */
Test(against, a_run_in_the_folder_of_the_other_build_is_kept)
{
    EXITS(0, "mkdir q-against; echo kept >q-against/comparison.csv");
    EXITS(2, "$P run return_pointer --quiet --against $P -o q");
    SAYS("'q-against' already holds a run; choose another folder for --output");
    EXITS(0, "ls -A q q-against; cat q-against/comparison.csv");
    cr_expect_str_eq(output, "q:\n\nq-against:\ncomparison.csv\nkept\n");
}

Test(against, what_is_no_other_build_is_refused)
{
    EXITS(2, "$P run return_pointer --quiet --against /nowhere -o r");
    SAYS("'/nowhere' is none: No such file or directory");
    EXITS(2, "$P run return_pointer --quiet --against /bin/true -o r");
    SAYS("/bin/true cannot take turns with this program worker by worker");
    EXITS(2, "ls r");
}

/* ---- detect ---- */

static void lines_are_short(void)
{
    for (const char *line = output; *line;) {
        size_t length = strcspn(line, "\n");
        cr_expect_leq(length, 80, "%.*s", (int) length, line);
        line += length + (line[length] == '\n');
    }
}

Test(against, an_allocator_that_costs_far_more_is_detected)
{
    if (strcmp(allocators[0].name, "glibc") != 0)
        cr_skip_test("a sanitizer's runtime is malloc here");
    int status = shell("$P detect 30%% return_pointer closure_by_value --allocator "
                       "tcmalloc,glibc --effort quick --counters none --max-time 60 -o d >said "
                       "2>err; s=$?; cat err said; exit $s");
    if (status == 4) /* not decided: no fault of the program */
        cr_skip_test("the core was too busy for 60 s to measure five pairs");
    cr_expect_eq(status, 3, "%s", output);
    SAYS("looking for differences of 30 % in 2 cases (95 % power, 5 % false alarms)");
    SAYS("no earlier run tells how long 2 of them take: the first workers will");
    SAYS("promised: all decided after about ");
    SAYS("return_pointer/8/heap              slower ");
    SAYS("2 of 2 decided; promised ");
    EXITS(0, "grep -E '^(looking|no earlier|promised)' err; sed -n '/^case /,$p' said");
    lines_are_short();
}

Test(against, detect_wants_a_limit_and_two_sides)
{
    EXITS(2, "$P detect 0%% return_pointer --against $PLANTED -o d");
    SAYS("is not a percentage to detect");
    EXITS(2, "$P detect 1%% return_pointer --allocator $A -o d");
    SAYS("--detect wants two sides");
    EXITS(2, "$P detect");
    SAYS("Usage: escapebench detect PCT");
    EXITS(0, "$P detect --help");
    EXITS(4, "$P detect 0.001%% return_pointer --allocator $A --effort quick --counters none "
             "--max-time 3 --against $P -o d");
    cr_expect(strstr(output, "undecided") || strstr(output, "no verdict yet"),
              "the latter where no turn was quiet: %s", output);
}
