/* SPDX-License-Identifier: MIT
 *
 * s := make([]int, 9). make is not "always heap": a slice of constant size that
 * does not leave the function stays in the frame, where it is `stack`. `heap`
 * is the same slice when it is kept. */

#include "gort/new.h"
#include "gort/slice.h"

enum { INTS = 9 };

static NOIPA uint64_t use(const struct go_slice *s)
{
    const int64_t *ints = s->array;
    return (uint64_t) (ints[0] + ints[s->len - 1]);
}

static inline uint64_t fill(int64_t *array, uint64_t i)
{
    array[0] = (int64_t) i;
    struct go_slice s = { array, INTS, INTS };
    return use(&s);
}

VARIANT(stack, i)
{
    int64_t local[INTS], *array = local;
    go_clear(array, sizeof local);
    return fill(array, i);
}

VARIANT(heap, i)
{
    int64_t *array = go_new(INTS * sizeof *array);
    uint64_t result = fill(array, i);
    free(array);
    return result;
}

const struct scenario scenario_constant_make = {
    .name = "constant_make",
    .origin = "N1",
    .title = "A slice of constant size is made, and kept or not",
    .note = "as the article has it the slice stays: Go runs the stack side",
    .sizes = { { 72, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 72 } } } },
};
