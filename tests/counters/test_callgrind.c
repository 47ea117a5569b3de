/* SPDX-License-Identifier: MIT
 *
 * samples/callgrind-3.19.0.out is what valgrind wrote of a loop of four
 * instructions and one branch an iteration, dumped after 1 and 1001 of them.
 */
#include "harness/counters/callgrind.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DUMP_MAX = 8192 };

static void load(char *text)
{
    FILE *file = fopen(SOURCE_DIR "/tests/samples/callgrind-3.19.0.out", "re");
    cr_assert(file != NULL);
    size_t length = fread(text, 1, DUMP_MAX - 1, file);
    text[length] = '\0';
    fclose(file);
}

/* The end of the line that starts with `key`, searched from `from`. */
static size_t end_of(const char *text, const char *from, const char *key)
{
    const char *line = strstr(from, key);
    return (size_t) (strchr(line, '\n') + 1 - text);
}

Test(callgrind, totals_of_a_stored_dump)
{
    char text[DUMP_MAX];
    uint64_t one[CALLGRIND_METRICS], many[CALLGRIND_METRICS];
    load(text);
    cr_assert_eq(callgrind_totals(text, "variant 0 x1", one), 0);
    cr_assert_eq(callgrind_totals(text, "variant 0 x1001", many), 0);
    const uint64_t expected_one[] = { 13, 2, 2, 2, 0, 0, 0, 0, 0 };
    const uint64_t expected_many[] = { 4013, 2, 2, 1002, 8, 0, 0, 0, 0 };
    for (size_t m = 0; m < CALLGRIND_METRICS; m++) {
        cr_assert_eq(one[m], expected_one[m], "count %zu", (size_t) m);
        cr_assert_eq(many[m], expected_many[m], "count %zu", (size_t) m);
    }
}

Test(callgrind, slope_is_what_one_operation_does)
{
    char text[DUMP_MAX];
    struct callgrind_counts counts;
    load(text);
    cr_assert_eq(callgrind_slope(text, 0, 1000, &counts), 0);
    const double expected[CALLGRIND_METRICS] = { 4, 0, 0, 1, 0.008 };
    for (size_t m = 0; m < CALLGRIND_METRICS; m++)
        cr_assert_eq(counts.per_op[m], expected[m], "count %zu", (size_t) m);
}

Test(callgrind, another_name_or_number_of_operations_is_not_there)
{
    char text[DUMP_MAX];
    uint64_t totals[CALLGRIND_METRICS];
    struct callgrind_counts counts;
    load(text);
    cr_assert_eq(callgrind_totals(text, "variant 0 x10", totals), -ENOENT);
    cr_assert_eq(callgrind_totals(text, "", totals), -ENOENT);
    cr_assert_eq(callgrind_totals("", "variant 0 x1", totals), -ENOENT);
    cr_assert_eq(callgrind_slope(text, 1, 1000, &counts), -ENOENT);
    cr_assert_eq(callgrind_slope(text, 0, 999, &counts), -ENOENT);
}

/* A dump that is cut off at any byte gives either all totals, and right ones, or an
 * error. */
Test(callgrind, a_dump_cut_anywhere_is_never_misread)
{
    char text[DUMP_MAX], cut[DUMP_MAX];
    uint64_t totals[CALLGRIND_METRICS];
    load(text);
    const char *part = strstr(text, "variant 0 x1001\n");
    size_t named = end_of(text, part, "variant 0 x1001"), whole = end_of(text, part, "totals: ");
    for (size_t length = 0; length <= strlen(text); length++) {
        memcpy(cut, text, length);
        cut[length] = '\0';
        int error = callgrind_totals(cut, "variant 0 x1001", totals);
        cr_assert_eq(error,
                     length < named   ? -ENOENT
                     : length < whole ? -EBADMSG
                                      : 0,
                     "%zu", length);
        if (!error)
            cr_assert_eq(totals[0], 4013);
    }
}

static const struct {
    const char *what, *dump;
    int error;
} odd[] = {
    { "no events", "desc: Trigger: Client Request: x\ntotals: 1 2 3\n", -EBADMSG },
    { "no totals", "desc: Trigger: Client Request: x\nevents: Ir Dr\n", -EBADMSG },
    { "a simulation is missing", "desc: Trigger: Client Request: x\nevents: Ir\ntotals: 5\n",
      -EBADMSG },
    { "more numbers than events",
      "desc: Trigger: Client Request: x\nevents: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi "
      "Bim\ntotals: 1 2 3 4 5 6 7 8 9 10 11 12 13 14\n",
      -EBADMSG },
    { "no number",
      "desc: Trigger: Client Request: x\nevents: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi "
      "Bim\ntotals: 1 two\n",
      -EBADMSG },
    { "the totals of the next part",
      "desc: Trigger: Client Request: x\nevents: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi "
      "Bim\n\npart: 2\ntotals: 1\n",
      -EBADMSG },
    { "the name inside of another line",
      "cmd: desc: Trigger: Client Request: x\nevents: Ir\ntotals: 1\n", -ENOENT },
    { "other events between",
      "part: 1\ndesc: Trigger: Client Request: x\nevents: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw "
      "Bc Bcm Bi Bim Ge\ntotals: 7\n",
      0 },
};

Test(callgrind, odd_dumps)
{
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        uint64_t totals[CALLGRIND_METRICS];
        cr_assert_eq(callgrind_totals(odd[i].dump, "x", totals), odd[i].error, "%s", odd[i].what);
    }
}

Test(callgrind, a_longer_batch_that_executes_less_is_refused)
{
    static const char form[] = "part: 1\ndesc: Trigger: Client Request: variant 0 x%d\nevents: Ir "
                               "Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi Bim\ntotals: %d 1 1 "
                               "%d\n\n";
    char text[1024];
    struct callgrind_counts counts;
    int at = snprintf(text, sizeof text, form, 1, 100, 9);
    snprintf(text + at, sizeof text - (size_t) at, form, 11, 99, 9);
    cr_assert_eq(callgrind_slope(text, 0, 10, &counts), -ERANGE);
    snprintf(text + at, sizeof text - (size_t) at, form, 11, 120, 3);
    cr_assert_eq(callgrind_slope(text, 0, 10, &counts), 0);
    cr_assert_eq(counts.per_op[0], 2);
    cr_assert_eq(counts.per_op[5], 0, "fewer misses in the longer batch are none");
}

Test(callgrind, reads_a_file_and_who_wrote_it)
{
    struct callgrind_counts counts;
    char version[CALLGRIND_VERSION_MAX];
    int fd = open(SOURCE_DIR "/tests/samples/callgrind-3.19.0.out", O_RDONLY | O_CLOEXEC);
    cr_assert_eq(callgrind_read(fd, 1, 1000, &counts, version), 0);
    cr_assert_eq(counts.per_op[0], 4);
    cr_assert_str_eq(version, "callgrind-3.19.0");
    cr_assert_eq(callgrind_read(fd, 2, 1000, &counts, version), -ENOENT);
    close(fd);
}

/* The user's tunables of glibc.cpu are dropped, all others are kept. */
Test(callgrind, libc_chooses_its_functions_for_the_oldest_cpu)
{
    char wanted[4096];
    snprintf(wanted, sizeof wanted, "%s:glibc.malloc.check=0", callgrind_libc);
    setenv("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX:glibc.malloc.check=0:glibc.cpu.name=x", 1);
    cr_assert_eq(callgrind_environment(), 0);
    cr_assert_str_eq(getenv("GLIBC_TUNABLES"), wanted);
    cr_assert_eq(callgrind_environment(), 0);
    cr_assert_str_eq(getenv("GLIBC_TUNABLES"), wanted, "not once more");
    unsetenv("GLIBC_TUNABLES");
    cr_assert_eq(callgrind_environment(), 0);
    cr_assert_str_eq(getenv("GLIBC_TUNABLES"), callgrind_libc);
}

/* The variables of the loader and the allocators are kept. jemalloc's settings are kept in
 * front of those that stop its decay. */
Test(callgrind, the_environment_is_one_in_which_counts_repeat)
{
    setenv("SOMETHING_ELSE", "x", 1);
    setenv("LD_PRELOAD_OF_A_TEST", "x", 1);
    setenv("MALLOC_CONF", "narenas:1", 1);
    cr_assert_eq(callgrind_environment(), 0);
    cr_assert_str_eq(getenv("LD_PRELOAD_OF_A_TEST"), "x");
    cr_assert_str_eq(getenv("MALLOC_CONF"), "narenas:1,dirty_decay_ms:-1,muzzy_decay_ms:-1,"
                                            "experimental_tcache_gc:false");
    cr_assert_str_eq(getenv("MIMALLOC_ALLOW_DECOMMIT"), "0");
    cr_assert_neq(getenv("MIMALLOC_PURGE_DELAY"), NULL);
    cr_assert_eq(getenv("SOMETHING_ELSE"), NULL);
    cr_assert_eq(getenv("PATH"), NULL);
    unsetenv("MALLOC_CONF");
    cr_assert_eq(callgrind_environment(), 0);
    cr_assert_str_eq(getenv("MALLOC_CONF"), strchr(callgrind_allocators[0], '=') + 1);
}

/* Settings that are cut off would be others than machine.json says. */
Test(callgrind, settings_of_jemalloc_that_are_too_long_are_refused)
{
    char narenas[1100];
    memset(narenas, '1', sizeof narenas);
    memcpy(narenas, "narenas:", 8);
    narenas[sizeof narenas - 1] = '\0';
    setenv("MALLOC_CONF", narenas, 1);
    cr_assert_eq(callgrind_environment(), -E2BIG);
}

Test(callgrind, finds_valgrind_on_the_path_only)
{
    char folder[SCRATCH_MAX], file[2 * SCRATCH_MAX], path[PATH_MAX], search[256];
    if (callgrind_find(path, sizeof path) == -ENOEXEC ||
        callgrind_find(path, sizeof path) == -ENOTSUP)
        cr_skip_test("this build cannot run under valgrind");
    scratch_make(folder);
    snprintf(search, sizeof search, "relative::/nowhere:%s", folder);
    setenv("PATH", search, 1);
    cr_assert_eq(callgrind_find(path, sizeof path), -ENOENT);
    snprintf(file, sizeof file, "%s/valgrind", folder);
    int fd = creat(file, 0644);
    cr_assert(fd >= 0);
    close(fd);
    if (geteuid() != 0)
        cr_assert_eq(callgrind_find(path, sizeof path), -ENOENT);
    cr_assert_eq(chmod(file, 0755), 0);
    cr_assert_eq(callgrind_find(path, sizeof path), 0);
    cr_assert_str_eq(path, file);
    unlink(file);
    rmdir(folder);
}
