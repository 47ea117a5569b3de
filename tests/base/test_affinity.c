/* SPDX-License-Identifier: MIT */
#include "harness/base/affinity.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>

Test(affinity, binds_to_the_cpu_it_is_on)
{
    cpu_set_t set;
    int cpu = sched_getcpu();
    cr_assert_eq(affinity_bind((unsigned) cpu), 0);
    cr_assert_eq(sched_getaffinity(0, sizeof set, &set), 0);
    cr_expect_eq(CPU_COUNT(&set), 1);
    cr_expect(CPU_ISSET(cpu, &set));
    cr_expect_eq(sched_getcpu(), cpu);
}

Test(affinity, a_cpu_that_is_not_there_is_refused)
{
    cr_expect_eq(affinity_bind(60000), -ENODEV);
    cr_expect_eq(affinity_bind(1u << 31), -ENODEV);
}
