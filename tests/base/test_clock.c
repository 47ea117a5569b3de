/* SPDX-License-Identifier: MIT */
#include "harness/base/clock.h"

#include <criterion/criterion.h>

Test(clock, never_goes_back)
{
    uint64_t last = clock_now();
    for (int i = 0; i < 10000; i++) {
        uint64_t now = clock_now();
        cr_assert_geq(now, last);
        last = now;
    }
}

static uint64_t now;

static uint64_t scripted(void)
{
    return now += 37;
}

Test(clock, cost_is_what_two_looks_show)
{
    clock_source = scripted;
    cr_expect_eq(clock_cost(), 37);
}
