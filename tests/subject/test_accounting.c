/* SPDX-License-Identifier: MIT */
#include "harness/scenario.h"
#include "harness/subject/accounting.h"

#include <criterion/criterion.h>

Test(accounting, counts_what_goes_through_the_pair)
{
    accounting_start();
    void *a = allocation_pair.malloc(10), *b = allocation_pair.malloc(100);
    allocation_pair.free(a);
    allocation_pair.free(NULL);
    struct tally tally = accounting_read();
    cr_expect_eq(tally.allocs, 2);
    cr_expect_eq(tally.frees, 1);
    cr_expect_eq(tally.bytes, 110);
    cr_expect_geq(tally.usable_bytes, 110);
    allocation_pair.free(b);
}

Test(accounting, starts_at_zero_again)
{
    accounting_start();
    allocation_pair.free(allocation_pair.malloc(1));
    accounting_start();
    cr_expect_eq(accounting_read().allocs, 0);
    cr_expect_eq(accounting_read().frees, 0);
}
