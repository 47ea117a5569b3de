/* SPDX-License-Identifier: MIT
 *
 * Retention scenarios run by the program: comparison.csv has what instances hold, as declared.
 */
#include "harness/subject/allocator.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[SCRATCH_MAX];

static int run_program(const char *program, const char *arguments)
{
    char command[1024];
    scratch_make(folder);
    snprintf(command, sizeof command, "%s run %s --effort quick --quiet --output %s/run >/dev/null",
             program, arguments, folder);
    return system(command);
}

/* Whether a line of comparison.csv has all of these in it, in this order. */
static int has_row(const char *const *parts)
{
    char path[128], line[4096];
    int found = 0;
    snprintf(path, sizeof path, "%s/run/comparison.csv", folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    while (!found && fgets(line, sizeof line, file)) {
        const char *at = line;
        for (size_t i = 0; at && parts[i]; i++)
            at = strstr(at, parts[i]);
        found = at != NULL;
    }
    fclose(file);
    return found;
}

#define HAS_ROW(...) has_row((const char *const[]){ __VA_ARGS__, NULL })

static void remove_folder(void)
{
    scratch_remove(folder);
}

/* Every leak of the catalogue. Held blocks are counted in front of the allocator, so one
 * malloc is enough; under a collector blocks are held in another way. */
static void check_catalogue(const char *allocator)
{
    char arguments[256];
    snprintf(arguments, sizeof arguments,
             "'blocked_*' mutex_waiters unstopped_ticker substring subslice live_objects "
             "--allocator %s --precision 50 --max-time 300", /* however slow; it ends sooner */
             allocator);
    run_program(PROGRAM_WORD, arguments);
    cr_expect_not(HAS_ROW("retained", "failed"));
    cr_expect(HAS_ROW("blocked_goroutine,L1", "retained-allocs,1/instance,0,4,4,4,4,"));
    cr_expect(HAS_ROW("blocked_thread,L1", "retained-allocs,1/instance,0,1,1,1,1,"));
    cr_expect(HAS_ROW("mutex_waiters,L2", "retained-allocs,1/instance,0,3,3,3,3,"));
    cr_expect(HAS_ROW("unstopped_ticker,L3", "retained-asked-bytes,B/instance,0,200,200,"));
    cr_expect(HAS_ROW("substring,L4,1024", "retained-asked-bytes,B/instance,10,1024,1014,"));
    cr_expect(HAS_ROW("live_objects,live,256,", "retained-page-faults,1/instance,"));
    cr_expect(
        HAS_ROW("live_objects,live,256,", "retained-rss-per-byte,B/B,,", "no bytes to divide"));
    cr_expect(HAS_ROW("subslice,L5,80", "retained-asked-bytes,B/instance,24,80,56,"));
    remove_folder();
}

Test(retention_program, the_catalogue_holds_what_it_declares, .timeout = 120)
{
    check_catalogue(allocators[0].name);
}

static void open_collector(void)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
}

Test(retention_program, the_catalogue_holds_it_under_a_collector, .timeout = 120)
{
    open_collector();
    check_catalogue("boehm");
}

Test(retention_program, a_scenario_that_holds_more_than_it_says_fails, .timeout = 60)
{
    cr_expect_neq(run_program(FAULTY_WORD, "hoard"), 0);
    cr_expect(
        HAS_ROW("hoard,", "failed", "released declares to hold 0 blocks of 0 bytes, holds 1"));
    remove_folder();
}
