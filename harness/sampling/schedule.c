/* SPDX-License-Identifier: MIT */
#include "schedule.h"

size_t schedule_rows(size_t n)
{
    return n == 1 || n % 2 == 0 ? n : 2 * n;
}

/* Row 0 is 0, 1, n-1, 2, n-2, ...; row r adds r modulo n; for odd n the second
 * half of the rows are the first half backwards. */
void schedule_order(size_t n, size_t row, size_t *order)
{
    int backwards = row >= n;
    for (size_t place = 0; place < n; place++) {
        size_t step = place % 2 ? (place + 1) / 2 : n - place / 2;
        size_t variant = (step + row) % n;
        size_t at = backwards ? n - 1 - place : place;
        order[at] = variant;
        order[2 * n - 1 - at] = variant;
    }
}
