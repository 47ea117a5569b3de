/* SPDX-License-Identifier: MIT */
#include "harness/subject/allocator.h"
#include "harness/worker/held_blocks.h"

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

static void *kept[2][70000]; /* so that a leak checker finds blocks that the records lack */

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
    cr_assert_eq(held_blocks_measure(&variant, instances, &held, &checksum), 0);
    cr_expect_eq(checksum, instances);
    return held;
}

Test(held_blocks, books_what_is_not_freed)
{
    struct retained held = measure(hold_two, 1000);
    cr_expect_eq(held.of[RETAINED_ALLOCS], 2);
    cr_expect_eq(held.of[RETAINED_ASKED], 128);
    cr_expect_geq(held.of[RETAINED_BYTES], 128);
    held = measure(hold_the_younger, 1000);
    cr_expect_eq(held.of[RETAINED_ALLOCS], 1);
    cr_expect_eq(held.of[RETAINED_ASKED], 28);
}

/* 64 KiB each, touched: that much and little more is in RAM. A sanitizer keeps more memory
 * beside each block, which is not checked. */
Test(held_blocks, sees_the_memory_in_ram)
{
    struct retained held = measure(hold_pages, 200);
    cr_expect_geq(held.of[RETAINED_RSS], 0.98 * 65536);
    cr_expect_leq(held.of[RETAINED_RSS], 1.5 * 65536);
    cr_expect_eq(held.of[RETAINED_ASKED], 65536);
}

/* At least one fault, and at most about one for every page in RAM. There may be fewer than
 * that, because a huge page is one fault. */
Test(held_blocks, counts_the_faults_that_it_took)
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

Test(held_blocks, who_holds_nothing_has_no_rate)
{
    struct retained held = measure(hold_nothing, 100);
    cr_expect(isnan(held.of[RETAINED_RSS_RATE]));
    cr_expect_eq(held.of[RETAINED_ASKED], 0);
}

/* glibc's own records: each block has 8 bytes of header, and is a multiple of 16
 * (malloc/malloc.c); mallinfo2 counts chunks, headers included. A few of the
 * blocks come from what it already counted as in use. */
Test(held_blocks, agrees_with_the_books_of_glibc)
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

Test(held_blocks, leaves_the_allocation_pair_as_it_was)
{
    struct allocation_pair before = allocation_pair;
    measure(hold_two, 1);
    cr_expect_eq(allocation_pair.malloc, before.malloc);
    cr_expect_eq(allocation_pair.free, before.free);
}

Test(held_blocks, says_when_its_books_are_full)
{
    struct variant variant = { "retained", hold_too_many, 0, 0 };
    struct retained held;
    uint64_t checksum;
    cr_expect_eq(held_blocks_measure(&variant, 1, &held, &checksum), -ENOBUFS);
}

Test(held_blocks, large_instances_are_few)
{
    struct scenario scenario = {
        .instances = 1000,
        .sizes = { { 1, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 100 } } },
                   { 2, { { "released", hold_two, 0, 0 }, { "retained", hold_two, 1, 4 << 20 } } },
                   { 3, { { "released", hold_two, 1, 1 << 30 } } } },
    };
    cr_expect_eq(held_blocks_instances(&scenario, 0, scenario.instances), 1000);
    cr_expect_eq(held_blocks_instances(&scenario, 1, scenario.instances), 4);
    cr_expect_eq(held_blocks_instances(&scenario, 2, scenario.instances), 4);
}

static void open_collector(void)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
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

/* A collector's free does nothing. Freed blocks must be collected before the records are read.
 * Blocks that are not freed must survive, although only the records refer to them. */
Test(held_blocks, a_collector_keeps_what_is_not_freed_and_nothing_else)
{
    open_collector();
    struct retained dropped = measure(drop_pages, 500), held = measure(hold_pages, 500);
    cr_expect_eq(dropped.of[RETAINED_BYTES], 0);
    cr_expect_lt(dropped.of[RETAINED_RSS], 0.1 * 65536, "%g", dropped.of[RETAINED_RSS]);
    cr_expect_geq(held.of[RETAINED_BYTES], 65536);
    cr_expect_geq(held.of[RETAINED_RSS], 0.98 * 65536, "%g", held.of[RETAINED_RSS]);
}
