/* SPDX-License-Identifier: MIT */
#include "bench/print/fixes.h"

#include <criterion/criterion.h>

Test(fixes, every_advice_has_a_text_of_its_own)
{
    struct finding a = { .advice = ADVICE_NONE }, b = { .advice = ADVICE_NONE };
    cr_assert_str_empty(fix_of(&a), "nothing to mend");
    for (int i = ADVICE_NONE + 1; i < ADVICES; i++) {
        a.advice = (enum finding_advice) i;
        cr_expect_str_not_empty(fix_of(&a), "%d", i);
        for (int k = ADVICE_NONE; k < i; k++) {
            b.advice = (enum finding_advice) k;
            cr_expect_str_neq(fix_of(&a), fix_of(&b), "%d, %d", i, k);
        }
    }
}

Test(fixes, a_command_of_the_system_is_the_fix)
{
    struct finding f = { .fix = "sudo sysctl kernel.nmi_watchdog=0" };
    cr_assert_str_eq(fix_of(&f), f.fix);
}
