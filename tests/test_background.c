/* SPDX-License-Identifier: MIT */
#include "harness/background.h"

#include <criterion/criterion.h>
#include <malloc.h>

static unsigned operations;

static uint64_t allocate(uint64_t ops)
{
    operations += (unsigned) ops;
    for (uint64_t i = 0; i < ops; i++) {
        allocation_pair.free(allocation_pair.malloc(24));
        allocation_pair.free(allocation_pair.malloc(1000));
    }
    return ops;
}

static const struct scenario_size two_sizes = { 24, { { "heap", allocate, 2, 1024 } } };

/* 32 to 159 objects of 1000 bytes at the least show in the allocator's books;
 * sanitizers have none. */
Test(background, leaves_objects_of_the_sizes_it_learnt)
{
    size_t before = mallinfo2().uordblks;
    background_leave(&two_sizes, 1);
    size_t left = mallinfo2().uordblks - before;
    cr_expect_eq(operations, 1);
    if (before > 0)
        cr_expect(left >= 32 * 1024 && left <= 160 * 1100, "%zu bytes", left);
}

static uint64_t allocate_much(uint64_t ops)
{
    for (uint64_t i = 0; i < ops; i++)
        allocation_pair.free(allocation_pair.malloc(8000000));
    return ops;
}

static const struct scenario_size large = { 8000000, { { "heap", allocate_much, 1, 8000000 } } };

Test(background, leaves_nothing_that_is_large)
{
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    background_leave(&large, 1);
    cr_expect_lt(mallinfo2().uordblks + mallinfo2().hblkhd - before, 2 << 20);
}
