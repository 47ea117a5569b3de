/* SPDX-License-Identifier: MIT */
#include "harness/accounting.h"
#include "harness/allocator.h"

#include <criterion/criterion.h>
#include <errno.h>

Test(allocator, is_found_by_name)
{
    cr_expect_not_null(allocator_find("glibc"));
    cr_expect_str_eq(allocator_find("jemalloc")->library, "libjemalloc.so.2");
    cr_expect_null(allocator_find("nonesuch"));
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

/* With three alive the pair frees what was allocated two before. The freed
 * object is poisoned by no one here, so watch the frees through the ring. */
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
