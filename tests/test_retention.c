/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "harness/allocator.h"
#include "harness/retention.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t hold_two(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        allocation_pair.malloc(100);
        allocation_pair.malloc(28);
    }
    return n;
}

/* Frees the older one of two. */
static uint64_t hold_the_younger(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        void *older = allocation_pair.malloc(100);
        allocation_pair.malloc(28);
        allocation_pair.free(older);
        allocation_pair.free(NULL);
    }
    return n;
}

static uint64_t hold_pages(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        memset(allocation_pair.malloc(1 << 16), 1, 1 << 16);
    return n;
}

static void *kept[2][70000]; /* so that a leak checker finds what the books do not */

static uint64_t hold_too_many(uint64_t n)
{
    static size_t calls;
    void **row = kept[calls++];
    for (size_t i = 0; i < 70000; i++)
        row[i] = allocation_pair.malloc(1);
    return n;
}

static struct retained measure(variant_fn *run, unsigned instances)
{
    struct variant variant = { "retained", run, 0, 0 };
    struct retained held;
    uint64_t checksum = 0;
    cr_assert_eq(retention_measure(&variant, instances, &held, &checksum), 0);
    cr_expect_eq(checksum, instances);
    return held;
}

Test(retention, books_what_is_not_freed)
{
    struct retained held = measure(hold_two, 1000);
    cr_expect_eq(held.of[RETAINED_ALLOCS], 2);
    cr_expect_eq(held.of[RETAINED_ASKED], 128);
    cr_expect_geq(held.of[RETAINED_BYTES], 128);
    held = measure(hold_the_younger, 1000);
    cr_expect_eq(held.of[RETAINED_ALLOCS], 1);
    cr_expect_eq(held.of[RETAINED_ASKED], 28);
}

/* 64 KiB each, touched: that much and little more is in RAM. What a sanitizer
 * keeps beside each block is its own affair. */
Test(retention, sees_the_memory_in_ram)
{
    struct retained held = measure(hold_pages, 200);
    cr_expect_geq(held.of[RETAINED_RSS], 0.98 * 65536);
    cr_expect_leq(held.of[RETAINED_RSS], 1.5 * 65536);
    cr_expect_eq(held.of[RETAINED_ASKED], 65536);
}

/* At least a fault for every page, at most one for all that is in RAM; a huge
 * page is one fault, so there is no more to say. */
Test(retention, counts_the_faults_that_it_took)
{
    struct retained held = measure(hold_pages, 200);
    cr_expect_gt(held.of[RETAINED_FAULTS], 0);
    cr_expect_leq(held.of[RETAINED_FAULTS] * 4096, 2 * held.of[RETAINED_RSS]);
    cr_expect_float_eq(held.of[RETAINED_RSS_RATE], held.of[RETAINED_RSS] / 65536, 1e-9);
}

static uint64_t hold_nothing(uint64_t n)
{
    return n;
}

Test(retention, who_holds_nothing_has_no_rate)
{
    struct retained held = measure(hold_nothing, 100);
    cr_expect(isnan(held.of[RETAINED_RSS_RATE]));
    cr_expect_eq(held.of[RETAINED_ASKED], 0);
}

/* glibc's own books: each block has 8 bytes of header, and is a multiple of 16
 * (malloc/malloc.c); mallinfo2 counts chunks, headers included. A few of the
 * blocks come from what it already counted as in use. */
Test(retention, agrees_with_the_books_of_glibc)
{
    struct allocator_identity identity;
    const struct allocator *glibc = allocator_find("glibc");
    if (allocator_identify(glibc, &identity) != 0)
        cr_skip_test("malloc is not glibc's");
    hold_two(1); /* the heap is there */
    size_t before = mallinfo2().uordblks;
    hold_two(10000);
    double each = (double) (mallinfo2().uordblks - before) / 10000;
    struct retained held = measure(hold_two, 1000);
    cr_expect_float_eq(held.of[RETAINED_BYTES] + 2 * 8, each, 1, "%g, glibc says %g",
                       held.of[RETAINED_BYTES], each);
}

Test(retention, leaves_the_allocation_pair_as_it_was)
{
    struct allocation_pair before = allocation_pair;
    measure(hold_two, 1);
    cr_expect_eq(allocation_pair.malloc, before.malloc);
    cr_expect_eq(allocation_pair.free, before.free);
}

Test(retention, says_when_its_books_are_full)
{
    struct variant variant = { "retained", hold_too_many, 0, 0 };
    struct retained held;
    uint64_t checksum;
    cr_expect_eq(retention_measure(&variant, 1, &held, &checksum), -ENOBUFS);
}

Test(retention, large_instances_are_few)
{
    struct scenario scenario = {
        .instances = 1000,
        .sizes = { { 1, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 100 } } },
                   { 2, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 8 << 20 } } },
                   { 3, { { "released", hold_two, 1, 1 << 30 } } } },
    };
    cr_expect_eq(retention_instances(&scenario, 0), 1000);
    cr_expect_eq(retention_instances(&scenario, 1), 8);
    cr_expect_eq(retention_instances(&scenario, 2), 4);
}

Test(retention, holds_a_variant_to_its_word)
{
    struct variant variant = { "retained", hold_two, 2, 128 };
    struct retained held = { { [RETAINED_ALLOCS] = 2, [RETAINED_ASKED] = 128 } };
    cr_expect(retention_as_declared(&variant, &held));
    held.of[RETAINED_ASKED] = 127.99;
    cr_expect_not(retention_as_declared(&variant, &held));
    held.of[RETAINED_ASKED] = 128;
    held.of[RETAINED_ALLOCS] = 3;
    cr_expect_not(retention_as_declared(&variant, &held));
}

static struct holding words[WORKERS_LEAST];

static void fill_words(const double *released, const double *retained)
{
    for (size_t i = 0; i < WORKERS_LEAST; i++) {
        words[i].variants[0].of[RETAINED_RSS] = released[i];
        words[i].variants[1].of[RETAINED_RSS] = retained[i];
    }
}

static const struct scenario_size copies = {
    80, { { "released", hold_two, 1, 24 }, { "retained", hold_two, 1, 80 } }
};
static const struct scenario_size nothing_kept = {
    80, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 80 } }
};

Test(retention, equal_words_are_exact)
{
    fill_words((double[]){ 24, 24, 24, 24, 24 }, (double[]){ 96, 96, 96, 96, 96 });
    struct figure f = retention_figure(&copies, words, WORKERS_LEAST, 1, RETAINED_RSS);
    cr_expect_eq(f.delta.low, 72);
    cr_expect_eq(f.delta.high, 72);
    cr_expect_eq(f.ratio.centre, 4);
    cr_expect_eq(f.workers, WORKERS_LEAST);
}

Test(retention, words_that_differ_have_an_interval)
{
    fill_words((double[]){ 0, 2, 1, 0, 2 }, (double[]){ 100, 110, 105, 95, 107 });
    struct figure f = retention_figure(&nothing_kept, words, WORKERS_LEAST, 1, RETAINED_RSS);
    cr_expect_lt(f.delta.low, f.delta.centre);
    cr_expect_gt(f.delta.high, f.delta.centre);
    cr_expect(isnan(f.ratio.centre), "of nothing there is no multiple");
}

Test(retention, a_rate_of_nothing_is_unknown_and_the_value_stands_alone)
{
    for (size_t i = 0; i < WORKERS_LEAST; i++) {
        words[i].variants[0].of[RETAINED_RSS_RATE] = NAN;
        words[i].variants[1].of[RETAINED_RSS_RATE] = 1.25;
    }
    struct figure f = retention_figure(&nothing_kept, words, WORKERS_LEAST, 1, RETAINED_RSS_RATE);
    cr_expect_eq(f.value, 1.25);
    cr_expect(isnan(f.baseline) && isnan(f.delta.centre) && isnan(f.ratio.centre));
    cr_expect_eq(f.verdict, VERDICT_NONE);
    cr_expect_eq(f.workers, WORKERS_LEAST);
    cr_expect_str_eq(retention_unknown(&f, RETAINED_RSS_RATE),
                     "released holds no bytes to divide by");
    cr_expect_null(retention_unknown(&f, RETAINED_RSS));
}

Test(retention, without_words_there_is_no_figure)
{
    struct figure f = retention_figure(&copies, words, 0, 1, RETAINED_RSS);
    cr_expect(isnan(f.value));
    cr_expect_eq(f.verdict, VERDICT_NONE);
}

/* ---- through the program ---- */

static char folder[64];

static int run_program(const char *program, const char *arguments)
{
    char command[1024];
    snprintf(folder, sizeof folder, "/tmp/retention-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "XDG_STATE_HOME=%s %s run %s --effort quick --quiet --output %s/run >/dev/null",
             folder, program, arguments, folder);
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
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

/* Every leak of the catalogue. What is held is counted in front of the allocator,
 * so one malloc stands for all; a collector keeps it in another way. */
static void check_catalogue(const char *allocator)
{
    char arguments[256];
    snprintf(arguments, sizeof arguments,
             "'blocked_*' mutex_waiters unstopped_ticker substring subslice live_objects "
             "--allocator %s --precision 50 --max-time 300", /* however slow; it ends sooner */
             allocator);
    run_program(PROGRAM, arguments);
    cr_expect_not(HAS_ROW("retained", "failed"));
    cr_expect(HAS_ROW("blocked_goroutine,L1", "retained-allocs,1/instance,0,4,4,4,4,"));
    cr_expect(HAS_ROW("blocked_thread,L1", "retained-allocs,1/instance,0,1,1,1,1,"));
    cr_expect(HAS_ROW("mutex_waiters,L2", "retained-allocs,1/instance,0,3,3,3,3,"));
    cr_expect(HAS_ROW("unstopped_ticker,L3", "retained-asked-bytes,B/instance,0,200,200,"));
    cr_expect(HAS_ROW("substring,L4,1024", "retained-asked-bytes,B/instance,10,1024,1014,"));
    cr_expect(HAS_ROW("live_objects,live,64,", "retained-page-faults,1/instance,"));
    cr_expect(
        HAS_ROW("live_objects,live,64,", "retained-rss-per-byte,B/B,,", "no bytes to divide"));
    cr_expect(HAS_ROW("subslice,L5,80", "retained-asked-bytes,B/instance,24,80,56,"));
    remove_folder();
}

Test(retention, the_catalogue_holds_what_it_declares, .timeout = 120)
{
    check_catalogue(allocators[0].name);
}

static void open_collector(void)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
}

Test(retention, the_catalogue_holds_it_under_a_collector, .timeout = 120)
{
    open_collector();
    check_catalogue("boehm");
}

/* 64 KiB each: a thousand do not fit into what the collector keeps for itself. */
static uint64_t drop_pages(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        void *page = allocation_pair.malloc(1 << 16);
        memset(page, 1, 1 << 16);
        allocation_pair.free(page);
    }
    return n;
}

/* A collector's free does nothing: until the books are read it must be gone, and
 * what is not freed must not, though nobody but the books knows it. */
Test(retention, a_collector_keeps_what_is_not_freed_and_nothing_else)
{
    open_collector();
    struct retained dropped = measure(drop_pages, 500), held = measure(hold_pages, 500);
    cr_expect_eq(dropped.of[RETAINED_BYTES], 0);
    cr_expect_lt(dropped.of[RETAINED_RSS], 0.1 * 65536, "%g", dropped.of[RETAINED_RSS]);
    cr_expect_geq(held.of[RETAINED_BYTES], 65536);
    cr_expect_geq(held.of[RETAINED_RSS], 0.98 * 65536, "%g", held.of[RETAINED_RSS]);
}

Test(retention, a_scenario_that_holds_more_than_it_says_fails, .timeout = 60)
{
    cr_expect_neq(run_program(FAULTY_PROGRAM, "hoard"), 0);
    cr_expect(
        HAS_ROW("hoard,", "failed", "released declares to hold 0 blocks of 0 bytes, holds 1"));
    remove_folder();
}
