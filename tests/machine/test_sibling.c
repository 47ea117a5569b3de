/* SPDX-License-Identifier: MIT */
#include "harness/machine/sibling.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>

Test(sibling, is_another_cpu_or_none)
{
    int cpu = sched_getcpu(), other = sibling_of(cpu);
    cr_expect(other >= 0 || other == -ENOENT || other == -EIO);
    cr_expect_neq(other, cpu);
    if (other >= 0)
        cr_expect_eq(sibling_is_impossible(cpu), 0);
}

Test(sibling, of_a_cpu_that_is_not_there_is_unknown)
{
    cr_expect_eq(sibling_of(1 << 20), -EIO);
    cr_expect_eq(sibling_is_impossible(1 << 20), 0);
}
