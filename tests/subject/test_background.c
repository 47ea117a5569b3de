/* SPDX-License-Identifier: MIT */
#include "harness/subject/allocator.h"
#include "harness/subject/background.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

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

/* How often each of three sizes was asked for; no other may be. */
static struct {
    size_t bytes, times;
} asked[] = { { .bytes = 24 }, { .bytes = 1000 }, { .bytes = 8000000 } };

static void *note_size(size_t size)
{
    size_t i = 0;
    while (i < sizeof asked / sizeof *asked && asked[i].bytes != size)
        i++;
    cr_assert_lt(i, sizeof asked / sizeof *asked, "%zu bytes were asked for", size);
    asked[i].times++;
    return malloc(size);
}

/* The operation's own object, and 32 to 159 that stay. */
Test(background, leaves_objects_of_the_sizes_it_learnt)
{
    allocator_serving.pair.malloc = note_size;
    background_allocate(&two_sizes, 1);
    cr_expect_eq(operations, 1);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_geq(asked[i].times, 1 + 32, "%zu times %zu bytes", asked[i].times,
                      asked[i].bytes);
        cr_expect_leq(asked[i].times, 1 + 159, "%zu times %zu bytes", asked[i].times,
                      asked[i].bytes);
    }
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
    allocator_serving.pair.malloc = note_size;
    background_allocate(&large, 1);
    cr_expect_eq(asked[2].times, 1, "but for the operation's own");
}

static uintptr_t hidden[4096]; /* a collector does not take these for pointers */
static size_t hidden_count;

static void *(*collected_malloc)(size_t size);

static void *mark(size_t size)
{
    void *memory = collected_malloc(size);
    memset(memory, 7, size);
    hidden[hidden_count++] = ~(uintptr_t) memory;
    return memory;
}

/* The first two objects are the operation's own. */
Test(background, a_collector_leaves_it_alone)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
    collected_malloc = allocator_serving.pair.malloc;
    allocator_serving.pair.malloc = mark;
    background_allocate(&two_sizes, 1);
    cr_assert_gt(hidden_count, 2 + 32 + 32);
    allocator_serving.collect();
    for (int i = 0; i < 1 << 16; i++) { /* would be handed out again */
        memset(collected_malloc(24), 9, 24);
        memset(collected_malloc(1000), 9, 1000);
    }
    for (size_t i = 2; i < hidden_count; i++)
        cr_expect_eq(*(const char *) ~hidden[i], 7, "object %zu of %zu", i, hidden_count);
}
