/* SPDX-License-Identifier: MIT
 *
 * data := []*int{nil}; data[0] = &a. A pointer stored through a slice goes the
 * compiler knows not where, so a moves to the heap; the slice's array stays in
 * the frame. Written as []*int{&a}, a would stay as well. */

#include "gort/new.h"

static NOIPA uint64_t read_first(int64_t *const *data)
{
    return (uint64_t) *data[0];
}

static inline uint64_t assign(int64_t *a, uint64_t i)
{
    int64_t *data[1] = { NULL }, **slice = data;
    ESCAPE(slice);
    *a = (int64_t) i;
    slice[0] = a;
    return read_first(slice);
}

VARIANT(stack, i)
{
    int64_t variable = 0, *a = &variable;
    ESCAPE(a);
    return assign(a, i);
}

VARIANT(heap, i)
{
    int64_t *a = go_new(sizeof *a);
    uint64_t result = assign(a, i);
    free(a);
    return result;
}

const struct scenario scenario_slice_of_pointers = {
    .name = "slice_of_pointers",
    .origin = "S5",
    .title = "A variable's address is stored in a slice",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
