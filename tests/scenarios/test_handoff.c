/* SPDX-License-Identifier: MIT
 *
 * A scenario with a second thread, run by the program, with a partner and without one.
 */
#include "harness/machine/partner.h"
#include "harness/subject/allocator.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[SCRATCH_MAX];

static int run_program(const char *prefix)
{
    char command[1024];
    scratch_make(folder);
    snprintf(command, sizeof command,
             "%s %s run channel_handoff --allocator %s --effort quick "
             "--max-time 3 --quiet --output %s/run >/dev/null",
             prefix, PROGRAM_WORD, allocators[0].name, folder);
    return system(command);
}

/* The rows of the hand-off that have `text` in them. */
static size_t rows_with(const char *text)
{
    char path[128], line[4096];
    size_t found = 0;
    snprintf(path, sizeof path, "%s/run/comparison.csv", folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    while (fgets(line, sizeof line, file))
        found += strncmp(line, "channel_handoff,", 16) == 0 && strstr(line, text) != NULL;
    fclose(file);
    return found;
}

static void remove_folder(void)
{
    scratch_remove(folder);
}

static unsigned allowed_pus(void)
{
    struct machine machine;
    cr_assert_eq(machine_open(&machine), 0);
    unsigned pus = machine_pus(&machine);
    machine_close(&machine);
    return pus;
}

Test(handoff, names_where_the_peer_is, .timeout = 60)
{
    if (allowed_pus() < 2)
        cr_skip_test("one PU only");
    run_program("");
    cr_expect_eq(rows_with(",time,"), 1);
    cr_expect_eq(rows_with(",time-p10,"), 1);
    cr_expect_eq(rows_with(",time-p90,"), 1);
    cr_expect_gt(rows_with("peer on pu:"), 0, "rows without a counter have the reason for that");
    cr_expect_eq(rows_with("failed"), 0);
    cr_expect_eq(rows_with(",allocs,1/op,0,1,1,"), 1);
    remove_folder();
}

Test(handoff, fails_with_the_reason_where_there_is_one_pu, .timeout = 60)
{
    cr_expect_neq(run_program("taskset -c $(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')"), 0);
    cr_expect_gt(rows_with(""), 0);
    cr_expect_eq(rows_with("its peer needs a second PU"), rows_with(""));
    cr_expect_eq(rows_with("failed"), rows_with(""));
    remove_folder();
}
