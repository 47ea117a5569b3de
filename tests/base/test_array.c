/* SPDX-License-Identifier: MIT */
#include "harness/base/array.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

Test(array, items_stay_when_it_grows)
{
    size_t *items = NULL, size = 0, growths = 0;
    for (size_t i = 0; i < 1000; i++) {
        size_t before = size;
        items = array_grow(items, i, &size, sizeof *items);
        cr_assert_not_null(items);
        cr_assert_gt(size, i);
        growths += size != before;
        items[i] = i;
    }
    for (size_t i = 0; i < 1000; i++)
        cr_assert_eq(items[i], i);
    cr_assert_leq(growths, 10, "it doubles");
    free(items);
}

Test(array, too_large_an_array_is_refused_and_kept)
{
    size_t size = SIZE_MAX / 4;
    char kept[8];
    cr_assert_null(array_grow(kept, size, &size, 8));
    cr_assert_eq(size, SIZE_MAX / 4);
    cr_assert_eq(array_grow(kept, 0, &size, 8), (void *) kept, "there is room");
}
