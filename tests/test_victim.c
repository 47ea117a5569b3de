/* SPDX-License-Identifier: MIT */
#include "harness/clock.h"
#include "harness/victim.h"

#include <criterion/criterion.h>

static uint64_t looks;

static uint64_t scripted(void)
{
    return 100 * looks++;
}

Test(victim, a_walk_looks_at_the_clock_before_and_after)
{
    clock_source = scripted;
    victim_shuffle(1);
    cr_expect_eq(victim_walk(), 100);
    cr_expect_eq(looks, 2);
}
