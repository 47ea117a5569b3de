/* SPDX-License-Identifier: MIT */
#include "harness/base/clock.h"
#include "harness/sampling/cache_footprint.h"

#include <criterion/criterion.h>

static uint64_t looks;

static uint64_t scripted(void)
{
    return 100 * looks++;
}

Test(cache_footprint, a_walk_looks_at_the_clock_before_and_after)
{
    clock_source = scripted;
    footprint_shuffle(1);
    cr_expect_eq(footprint_walk(), 100);
    cr_expect_eq(looks, 2);
}
