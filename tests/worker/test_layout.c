/* SPDX-License-Identifier: MIT */
#include "harness/worker/layout.h"

#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static char output[1 << 16];

/* Each `count` workers in a row have every layout once, whatever `count` is. */
Test(layout, workers_have_every_layout_equally_often)
{
    for (unsigned count = 1; count <= 40; count += 13) {
        unsigned seen[LAYOUTS_MOST + 1] = { 0 };
        for (size_t worker = 1; worker <= 3 * count; worker++)
            seen[layout_of_worker(count, 7, worker)]++;
        cr_expect_eq(seen[0], 0);
        for (unsigned i = 1; i <= count; i++)
            cr_expect_eq(seen[i], 3, "layout %u of %u: %u times", i, count, seen[i]);
    }
}

Test(layout, a_program_without_layouts_is_used_as_linked)
{
    cr_expect_eq(layout_count("/nowhere/escapebench"), 0);
    cr_expect_eq(layout_of_worker(0, 7, 1), 0);
}

Test(layout, the_seed_decides_the_order)
{
    unsigned differ = 0;
    for (size_t worker = 1; worker <= 32; worker++) {
        cr_expect_eq(layout_of_worker(32, 1, worker), layout_of_worker(32, 1, worker));
        differ += layout_of_worker(32, 1, worker) != layout_of_worker(32, 2, worker);
    }
    cr_expect_gt(differ, 16);
}

/* The build has linked as many layouts as it was told to, each with the functions at other
 * places. */
Test(layout, the_build_has_layouts_that_differ)
{
    char command[1024];
    cr_assert_eq(layout_count(PROGRAM), LAYOUTS, "%u", layout_count(PROGRAM));
    if (LAYOUTS < 2)
        return;
    snprintf(command, sizeof command,
             "grep -h return_pointer.c.o %s-layouts/[12].ld | sort -u | wc -l", PROGRAM_WORD);
    cr_assert_eq(shell_run(output, sizeof output, "%s", command), 0);
    cr_expect_gt(atoi(output), 8, "return_pointer's functions are padded alike: %s", output);
    snprintf(command, sizeof command, "cmp -s %s-layouts/1 %s-layouts/2", PROGRAM_WORD,
             PROGRAM_WORD);
    cr_expect_eq(shell_run(output, sizeof output, "%s", command), 1);
}
