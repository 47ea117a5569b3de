/* SPDX-License-Identifier: MIT
 *
 * s := make([]int, 0, n), then n appends. A capacity known only at run time
 * cannot be reserved in the frame: the array goes to the heap before the first
 * append. With a constant, 1000 ints fit the frame. Neither side grows. */

#include "gort/append.h"
#include "gort/new.h"

enum { INTS = 1000, BYTES = INTS * sizeof(int64_t) };

static NOIPA uint64_t use(const struct go_slice *s)
{
    const int64_t *ints = s->array;
    return (uint64_t) (ints[0] + ints[s->len - 1]);
}

static inline uint64_t append_all(int64_t *array, uint64_t i)
{
    struct go_slice s = { array, 0, INTS }, *where = &s;
    ESCAPE(where);
    for (int64_t k = 0; k < INTS; k++)
        go_append_int(&s, (int64_t) i + k);
    return use(&s);
}

VARIANT(stack, i)
{
    int64_t local[INTS], *array = local;
    go_clear(array, BYTES);
    return append_all(array, i);
}

VARIANT(heap, i)
{
    int64_t *array = go_new(BYTES);
    uint64_t result = append_all(array, i);
    free(array);
    return result;
}

const struct scenario scenario_runtime_capacity = {
    .name = "runtime_capacity",
    .origin = "R6n",
    .title = "A slice is made with a capacity known only at run time",
    .sizes = { { BYTES, { { "stack", stack, 0, 0 }, { "heap", heap, 1, BYTES } } } },
};
