/* SPDX-License-Identifier: MIT */
#include "harness/base/parallel.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum { ITEMS = 1000 };

static atomic_uint done[ITEMS];
static size_t failing; /* every item from this on fails, with its own number */

static int count(size_t item, void *context)
{
    cr_expect_eq(context, &failing);
    atomic_fetch_add(&done[item], 1);
    return item >= failing ? (int) item : 0;
}

Test(parallel, every_item_is_done_once)
{
    failing = ITEMS;
    cr_expect_eq(parallel_for(3, ITEMS, count, &failing), 0);
    for (size_t i = 0; i < ITEMS; i++)
        cr_expect_eq(done[i], i >= 3, "item %zu: %u times", i, done[i]);
}

/* The result does not depend on how the threads are scheduled. */
Test(parallel, the_first_failure_is_told_and_all_before_it_are_done)
{
    for (failing = 1; failing < ITEMS; failing += 37) {
        for (size_t i = 0; i < ITEMS; i++)
            done[i] = 0;
        cr_expect_eq(parallel_for(0, ITEMS, count, &failing), (int) failing);
        for (size_t i = 0; i <= failing; i++)
            cr_expect_eq(done[i], 1);
        cr_expect_eq(done[ITEMS - 1], failing == ITEMS - 1);
    }
}

Test(parallel, no_items)
{
    cr_expect_eq(parallel_for(0, 0, count, &failing), 0);
    cr_expect_eq(parallel_for(5, 4, count, &failing), 0);
}
