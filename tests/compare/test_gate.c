/* SPDX-License-Identifier: MIT
 *
 * The gate of compare, on rows made by hand.
 */
#include "harness/compare/compare.h"

#include <criterion/criterion.h>
#include <math.h>

static struct compare_row gate_row(enum verdict verdict, double low, double high)
{
    return (struct compare_row){
        .verdict = verdict,
        .difference = { (low + high) / 2, low, high },
        .percent = { 5 * (low + high), 10 * low, 10 * high }, /* of 10 ns */
    };
}

Test(gate, a_regression_lies_beyond_both_thresholds)
{
    struct compare_gate gate = { .percent = 5, .absolute = 2 };
    struct compare_row row = gate_row(VERDICT_SLOWER, 2.1, 3);
    cr_expect(compare_is_regression(&row, &gate));
    row = gate_row(VERDICT_SLOWER, 1.9, 3); /* beyond 5 %, not beyond 2 ns */
    cr_expect(!compare_is_regression(&row, &gate));
    gate.absolute = 0;
    cr_expect(compare_is_regression(&row, &gate));
    row = gate_row(VERDICT_SLOWER, 0.4, 3); /* the interval reaches below 5 % */
    cr_expect(!compare_is_regression(&row, &gate));
    row = gate_row(VERDICT_UNRESOLVED, 2.1,
                   3); /* a regression by its interval, but unresolved within the table */
    cr_expect(!compare_is_regression(&row, &gate));
    row = gate_row(VERDICT_SLOWER, 2.1, 3);
    row.control = 1;
    cr_expect(!compare_is_regression(&row, &gate));
    row = gate_row(VERDICT_FASTER, -3, -2.1);
    cr_expect(!compare_is_regression(&row, &gate));
}

Test(gate, a_row_is_resolved_when_it_answers_the_gate)
{
    struct compare_gate gate = { .percent = 5 };
    struct compare_row row = gate_row(VERDICT_UNRESOLVED, -0.1, 0.4);
    cr_expect(compare_is_resolved(&row, &gate)); /* 4 % at the most */
    row = gate_row(VERDICT_UNRESOLVED, -0.1, 0.6);
    cr_expect(!compare_is_resolved(&row, &gate));
    row = gate_row(VERDICT_SLOWER, 0.1, 0.6);
    cr_expect(compare_is_resolved(&row, &gate));
    row = gate_row(VERDICT_NONE, NAN, NAN);
    cr_expect(!compare_is_resolved(&row, &gate));
}

/* A first allocation is no percentage of a baseline without allocations. */
Test(gate, a_percentage_of_nothing_is_beyond_any_threshold)
{
    struct compare_gate gate = { .percent = 5 };
    struct compare_row row = gate_row(VERDICT_SLOWER, 1, 1);
    row.percent = (struct interval){ NAN, NAN, NAN };
    cr_expect(compare_is_regression(&row, &gate));
}
