/* SPDX-License-Identifier: MIT
 *
 * s := make([]int, 0, 4), then five appends. make's array stays in the frame,
 * and the compiler says so. The fifth append needs a larger array, and that one
 * is always on the heap; no diagnostic mentions it. The old array is in
 * the frame and is not freed. `stack` has room for eight. */

#include "gort/append.h"

static NOIPA uint64_t sum(const struct go_slice *s)
{
    const int64_t *ints = s->array;
    uint64_t total = 0;
    for (int64_t k = 0; k < s->len; k++)
        total += (uint64_t) ints[k];
    return total;
}

static inline uint64_t append_five(struct go_slice *s, uint64_t i)
{
    ESCAPE(s); /* the compiler does not know the capacity */
    for (int64_t k = 0; k < 5; k++)
        go_append_int(s, (int64_t) i + k);
    return sum(s);
}

VARIANT(stack, i)
{
    int64_t array[8] = { 0 };
    struct go_slice s = { array, 0, 8 };
    return append_five(&s, i);
}

VARIANT(heap, i)
{
    int64_t array[4] = { 0 };
    struct go_slice s = { array, 0, 4 };
    uint64_t result = append_five(&s, i);
    free(s.array);
    return result;
}

const struct scenario scenario_append_growth = {
    .name = "append_growth",
    .origin = "R6",
    .title = "A slice outgrows its array",
    .sizes = { { 64, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 64 } } } },
};
