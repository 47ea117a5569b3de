/* SPDX-License-Identifier: MIT */
#include "harness/sampling/schedule.h"

#include <criterion/criterion.h>
#include <string.h>

enum { MOST = 6 };

/* The order as letters, so that a failure reads like the design. */
static const char *order_text(size_t n, size_t row)
{
    static char text[2 * MOST + 1];
    size_t order[2 * MOST];
    schedule_order(n, row, order);
    for (size_t i = 0; i < 2 * n; i++)
        text[i] = (char) ('A' + order[i]);
    text[2 * n] = '\0';
    return text;
}

Test(schedule, two_variants_give_abba_and_baab)
{
    cr_expect_eq(schedule_rows(2), 2);
    cr_expect_str_eq(order_text(2, 0), "ABBA");
    cr_expect_str_eq(order_text(2, 1), "BAAB");
}

Test(schedule, one_variant_is_run_twice)
{
    cr_expect_eq(schedule_rows(1), 1);
    cr_expect_str_eq(order_text(1, 0), "AA");
}

/* Williams' conditions over the forward halves of all rows: every variant in
 * each place, and after each other variant, equally often. */
Test(schedule, rows_balance_places_and_neighbours)
{
    for (size_t n = 2; n <= MOST; n++) {
        unsigned place[MOST][MOST] = { { 0 } }, after[MOST][MOST] = { { 0 } };
        size_t rows = schedule_rows(n), order[2 * MOST];
        for (size_t row = 0; row < rows; row++) {
            schedule_order(n, row, order);
            for (size_t i = 0; i < n; i++) {
                place[order[i]][i]++;
                if (i > 0)
                    after[order[i - 1]][order[i]]++;
                cr_expect_eq(order[i], order[2 * n - 1 - i], "not mirrored");
            }
        }
        for (size_t a = 0; a < n; a++) {
            for (size_t b = 0; b < n; b++) {
                cr_expect_eq(place[a][b], rows / n, "n=%zu: %zu in place %zu", n, a, b);
                cr_expect_eq(after[a][b], a == b ? 0 : rows / n, "n=%zu: %zu then %zu", n, a, b);
            }
        }
    }
}
