/* SPDX-License-Identifier: MIT
 *
 * The allocators of a run as a user sees them: from a file, broken, tuned.
 */
#include "harness/subject/allocator.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[SCRATCH_MAX];
static char output[1 << 16];

/* A library in the scratch folder, because LD_PRELOAD takes no path with blanks. */
static void bring(const char *variable, const char *library)
{
    char copy[PATH_MAX];
    setenv(variable, library, 1);
    cr_assert_eq(shell_run(output, sizeof output, "cp $%s .", variable), 0, "%s", output);
    snprintf(copy, sizeof copy, "%s%s", folder, strrchr(library, '/'));
    setenv(variable, copy, 1);
}

static void set_up(void)
{
    scratch_make(folder);
    cr_assert_eq(chdir(folder), 0);
    setenv("RUN",
           PROGRAM
           "\nrun\nreturn_pointer\n--size\n8\n--effort\nquick\n--max-time\n1\n--counters\nnone",
           1); /* words end with a line here */
    setenv("P", PROGRAM, 1);
    bring("BUMP", BUMP_LIBRARY);
    bring("REFUSE", REFUSE_LIBRARY);
    bring("SMALL", SMALL_LIBRARY);
    bring("HALF", HALF_LIBRARY);
    if (strcmp(allocators[0].name, "glibc") != 0)
        cr_skip_test("a sanitizer's runtime is malloc here");
}

static void tear_down(void)
{
    scratch_remove(folder);
}

TestSuite(found, .init = set_up, .fini = tear_down);

#define shell(...)    shell_run(output, sizeof output, __VA_ARGS__)
#define SAYS(text)    cr_expect_not_null(strstr(output, text), "no '%s' in: %s", text, output)
#define QUIETLY(text) cr_expect_null(strstr(output, text), "'%s' in: %s", text, output)

Test(found, a_library_that_is_brought_is_measured_and_recorded_with_its_hash)
{
    cr_assert_leq(shell("$RUN --allocator own=$BUMP -q -o r"), 1, "%s", output);
    cr_assert_eq(shell("grep '^return_pointer.*,own,heap,stack,time' r/comparison.csv"), 0);
    cr_assert_eq(shell("grep ,failed, r/comparison.csv"), 1, "%s", output);
    cr_assert_eq(shell("grep -q \"$(sha256sum <$BUMP | cut -d' ' -f1)\" r/machine.json"), 0);
    cr_assert_eq(shell("grep -q '\"file\": \"'\"$(realpath $BUMP)\" r/machine.json"), 0);
}

Test(found, a_library_that_does_not_serve_malloc_fails_its_rows)
{
    cr_assert_eq(shell("$RUN --allocator own=$(ldconfig -p | sed -n 's/.*libm.so.6.* => //p' | "
                       "head -1) -q -o r"),
                 1, "%s", output);
    cr_assert_eq(shell("grep ,failed, r/comparison.csv | head -1"), 0);
    SAYS("own was not loaded: malloc is served by");
}

Test(found, a_library_with_half_an_allocator_fails_its_rows_with_the_reason)
{
    cr_assert_eq(shell("$RUN --allocator half=$HALF -q -o r"), 1, "%s", output);
    SAYS("half has a malloc and no free of its own: ");
}

/* Binding a worker and verifying it must not depend on the malloc that is measured. */
Test(found, a_library_that_gives_no_large_blocks_serves_small_ones)
{
    cr_assert_leq(shell("$RUN --allocator small=$SMALL -q -o r"), 1, "%s", output);
    QUIETLY("ended early");
    cr_expect_eq(
        shell("grep '^return_pointer.*,small,heap,stack,allocs,1/op,0,1,' r/comparison.csv"), 0,
        "%s", output);
}

Test(found, words_that_name_no_library_are_refused_with_the_reason)
{
    cr_expect_eq(shell("$RUN --allocator own=/nonesuch.so"), 2);
    SAYS("No such file");
    cr_expect_eq(shell("$RUN --allocator 'o/w=x'=$BUMP"), 2);
    SAYS("is no name");
    cr_expect_eq(shell("$RUN --allocator glibc=$BUMP"), 2);
    SAYS("the C library's own");
    cr_expect_eq(shell("$RUN --allocator go1.27=$BUMP"), 2);
    SAYS("go1.27 is a lane of Go; choose another name");
    cr_expect_eq(shell("$RUN --allocator own=$BUMP,own=$REFUSE"), 2);
    SAYS("already");
    cr_expect_eq(shell("$RUN --allocator jemalloc,jemalloc=$BUMP"), 2);
    SAYS("in the list twice");
    cr_assert_eq(shell("ln -s $BUMP 'a b.so'"), 0);
    cr_expect_leq(shell("$RUN -q -o one --allocator \"own=a b.so,own=$BUMP\""), 1, "%s", output);
    cr_assert_eq(shell("mkdir 'c d'; cp $BUMP 'c d/x.so'"), 0);
    cr_expect_eq(shell("$RUN --allocator \"own=c d/x.so\""), 2);
    SAYS("spaces and colons");
}

Test(found, an_allocator_that_does_not_work_is_left_out_with_a_line)
{
    cr_assert_leq(shell("LD_LIBRARY_PATH=$(dirname $REFUSE) $RUN -o r 2>&1"), 1, "%s", output);
    SAYS("jemalloc left out: ");
    SAYS("unsupported system page size");
    QUIETLY("glibc left out");
}

Test(found, what_tunes_an_allocator_stays_behind_and_is_named)
{
    cr_assert_leq(shell("MALLOC_PERTURB_=69 GLIBC_TUNABLES=glibc.malloc.tcache_count=0 $RUN "
                        "--allocator glibc -o r 2>&1"),
                  1, "%s", output);
    SAYS("not passed on to workers: ");
    SAYS("MALLOC_PERTURB_");
    SAYS("GLIBC_TUNABLES");
    QUIETLY("=69");
    cr_assert_eq(shell("grep -A4 not_passed_on r/machine.json"), 0);
    SAYS("MALLOC_PERTURB_");
}

Test(found, what_is_asked_for_is_measured_recorded_and_told_as_a_difference)
{
    cr_assert_leq(shell("$RUN --allocator glibc -q -o plain"), 1, "%s", output);
    cr_assert_leq(shell("$RUN --allocator glibc -o tuned "
                        "--env GLIBC_TUNABLES=glibc.malloc.tcache_count=0 2>&1"),
                  1, "%s", output);
    SAYS("workers have GLIBC_TUNABLES=glibc.malloc.tcache_count=0");
    shell("$P compare plain tuned");
    SAYS("--env GLIBC_TUNABLES (not set -> glibc.malloc.tcache_count=0)");
    cr_expect_eq(shell("$RUN --env LD_PRELOAD=/x.so"), 2);
    SAYS("--allocator NAME=/path/lib.so");
    cr_expect_eq(shell("$RUN --env MALLOC_CONF"), 2);
    SAYS("NAME=VALUE");
}
