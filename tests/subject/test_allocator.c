/* SPDX-License-Identifier: MIT */
#include "harness/subject/accounting.h"
#include "harness/subject/allocator.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(allocator, is_found_by_name)
{
    cr_expect_not_null(allocator_find("glibc"));
    cr_expect_str_eq(allocator_find("jemalloc")->library, "libjemalloc.so.2");
    cr_expect_null(allocator_find("nonesuch"));
}

static int version_of_test;

static int mi_version_of_test(void)
{
    return version_of_test;
}

static const char *mimalloc_says(int number)
{
    static char text[32];
    int (*function)(void) = mi_version_of_test;
    void *symbol;
    memcpy(&symbol, &function, sizeof symbol);
    version_of_test = number;
    allocator_find("mimalloc")->version(symbol, text, sizeof text);
    return text;
}

/* By MI_MALLOC_VERSION of its releases. */
Test(allocator, a_version_of_mimalloc_has_three_four_or_five_digits)
{
    cr_expect_str_eq(mimalloc_says(209), "2.0.9");
    cr_expect_str_eq(mimalloc_says(227), "2.2.7");
    cr_expect_str_eq(mimalloc_says(3012), "3.0.12");
    cr_expect_str_eq(mimalloc_says(3206), "3.2.6");
    cr_expect_str_eq(mimalloc_says(10911), "1.9.11");
    cr_expect_str_eq(mimalloc_says(20301), "2.3.1");
    cr_expect_str_eq(mimalloc_says(30403), "3.4.3");
}

Test(allocator, one_that_is_told_by_its_file_alone_must_be_that_file)
{
    struct allocator_identity identity;
    struct allocator other = { .name = "own", .library = "/etc/passwd" };
    cr_expect_eq(allocator_identify(&other, &identity), -ENXIO);
    other.library = identity.file;
    cr_expect_eq(allocator_identify(&other, &identity), 0);
    cr_expect_str_eq(identity.version, "", "it has no way to say");
}

static void *no_memory(size_t size)
{
    (void) size;
    return NULL;
}

static char one_place[4096];

static void *same_memory(size_t size)
{
    (void) size;
    return one_place;
}

static void keep(void *memory)
{
    (void) memory;
}

Test(allocator, one_that_does_not_work_is_found_out)
{
    char why[128];
    cr_expect_eq(allocator_try(why, sizeof why), 0);
    allocator_serving.pair = (struct allocation_pair){ no_memory, keep };
    cr_expect_eq(allocator_try(why, sizeof why), -EFAULT);
    cr_expect_not_null(strstr(why, "no memory"));
    allocator_serving.pair = (struct allocation_pair){ same_memory, keep };
    cr_expect_eq(allocator_try(why, sizeof why), -EFAULT);
    cr_expect_not_null(strstr(why, "twice"));
    allocator_serving.pair = (struct allocation_pair){ malloc, free };
}

/* The first in the table serves a program without LD_PRELOAD. */
Test(allocator, tells_who_serves_this_process)
{
    struct allocator_identity identity;
    cr_expect_eq(allocator_identify(&allocators[0], &identity), 0);
    cr_expect_gt(strlen(identity.file), 0);
    cr_expect_gt(strlen(identity.version), 0);
}

Test(allocator, denies_one_that_does_not)
{
    struct allocator_identity identity;
    cr_expect_eq(allocator_identify(allocator_find("jemalloc"), &identity), -ENXIO);
    cr_expect_gt(strlen(identity.file), 0, "who serves instead is told");
}

Test(allocator, live_one_frees_at_once)
{
    cr_assert_eq(allocator_use(1), 0);
    cr_expect_eq(allocation_pair.free, free);
    cr_expect_eq(allocator_use(0), -EINVAL);
}

/* With three alive the pair frees the object that was allocated two before. The
 * objects' contents show that none is freed too early. */
Test(allocator, more_live_objects_are_freed_in_order)
{
    cr_assert_eq(allocator_use(3), 0);
    char *objects[5];
    for (int i = 0; i < 5; i++) {
        objects[i] = allocation_pair.malloc(16);
        cr_assert_not_null(objects[i]);
        *objects[i] = (char) i;
        for (int alive = i < 2 ? 0 : i - 2; alive <= i; alive++)
            cr_expect_eq(*objects[alive], alive, "freed too early");
        allocation_pair.free(objects[i]);
    }
    allocator_drain();
}

/* ---- the collector ---- */

/* Skips the test where there is none. */
static void open_collector(void)
{
    char why[256];
    if (allocator_open(allocator_find("boehm"), why, sizeof why) != 0)
        cr_skip_test("%s", why);
}

/* Overwrites registers and stack, so that no pointers are left there. */
static NOIPA void wipe_stack(void)
{
    volatile char wiped[1 << 14];
    for (size_t i = 0; i < sizeof wiped; i++)
        wiped[i] = 0;
}

static NOIPA void collect(void)
{
    wipe_stack();
    allocator_serving.collect();
}

Test(allocator, one_that_is_preloaded_needs_no_opening)
{
    char why[256] = "";
    cr_expect_eq(allocator_open(&allocators[0], why, sizeof why), 0);
    cr_expect_eq(allocation_pair.malloc, malloc);
    cr_expect_null(allocator_serving.collections);
}

Test(allocator, a_collector_that_is_not_opened_does_not_serve)
{
    struct allocator_identity identity;
    cr_expect_eq(allocator_identify(allocator_find("boehm"), &identity), -ENXIO);
}

Test(allocator, one_that_cannot_be_opened_is_told)
{
    const struct allocator none = { "none", "libnonesuch.so.1", "nonesuch", NULL, 1, NULL };
    char why[256] = "";
    cr_expect_eq(allocator_open(&none, why, sizeof why), -ELIBACC);
    cr_expect_gt(strlen(why), 0);
}

Test(allocator, a_collector_serves_operations_and_nobody_else)
{
    struct allocator_identity identity;
    open_collector();
    cr_expect_eq(allocator_identify(allocator_find("boehm"), &identity), 0);
    cr_expect_not_null(strstr(identity.file, "libgc"), "%s", identity.file);
    cr_expect_eq(strncmp(identity.version, "8.", 2), 0, "%s", identity.version);
    cr_expect_eq(allocator_identify(&allocators[0], &identity), -ENXIO);
    cr_expect_eq(allocation_pair.malloc, allocator_serving.pair.malloc);
    cr_expect_neq(allocator_serving.pair.malloc, malloc);
    cr_expect_geq(allocator_serving.usable(allocation_pair.malloc(100)), 100);
}

/* 64 MiB of dead objects: they were collected, or the heap would be as large. */
Test(allocator, a_collector_collects_what_nobody_points_to)
{
    open_collector();
    uint64_t before = allocator_serving.collections();
    void *library = dlopen("libgc.so.1", RTLD_NOW | RTLD_NOLOAD);
    size_t (*heap_size)(void);
    *(void **) &heap_size = dlsym(library, "GC_get_heap_size");
    for (int i = 0; i < 1 << 16; i++)
        allocation_pair.free(allocation_pair.malloc(1024));
    cr_expect_gt(allocator_serving.collections(), before);
    cr_expect_lt(heap_size(), 16 << 20);
}

/* The ring is not in the collector's memory. Objects in the ring must survive with their
 * contents, and objects that have left it must not. */
Test(allocator, live_objects_survive_a_collection)
{
    enum { LIVE = 100, SIZE = 64 };
    open_collector();
    cr_assert_eq(allocator_use(LIVE), 0);
    uintptr_t hidden[LIVE - 1]; /* what a collector does not take for pointers */
    for (int i = 0; i < 10 * LIVE; i++) {
        char *object = allocation_pair.malloc(SIZE);
        memset(object, i % 100 + 1, SIZE);
        hidden[i % (LIVE - 1)] = ~(uintptr_t) object;
        allocation_pair.free(object);
    }
    collect();
    for (int i = 0; i < 1 << 16; i++) /* would be handed out again */
        memset(allocator_serving.pair.malloc(SIZE), 0xff, SIZE);
    for (int i = 10 * LIVE - (LIVE - 1); i < 10 * LIVE; i++) {
        const char *object = (const char *) ~hidden[i % (LIVE - 1)];
        cr_expect(object[0] == i % 100 + 1 && object[SIZE - 1] == object[0], "object %d", i);
    }
    allocator_drain();
}

Test(allocator, what_is_counted_under_a_collector_is_what_was_asked_for)
{
    open_collector();
    accounting_start();
    void *a = allocation_pair.malloc(10), *b = allocation_pair.malloc(100);
    allocation_pair.free(a);
    allocation_pair.free(b);
    struct tally tally = accounting_read();
    cr_expect_eq(tally.allocs, 2);
    cr_expect_eq(tally.frees, 2);
    cr_expect_eq(tally.bytes, 110);
    cr_expect_eq(tally.usable_bytes, allocator_serving.usable(a) + allocator_serving.usable(b));
}
