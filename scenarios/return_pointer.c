/* SPDX-License-Identifier: MIT
 *
 * A function returns the address of one of its local variables. That variable
 * outlives the call, so it moves to the heap; its five neighbours, whose
 * addresses are taken too, stay in the frame. */

#include "gort/new.h"

static NOIPA int64_t use(int64_t *arg, int64_t *v1, int64_t *v2, int64_t *v3, int64_t *v4,
                         int64_t *v5)
{
    *v3 += *arg;
    return *v1 + *v2 + *v4 + *v5;
}

static NOIPA int64_t foo_stack(int64_t arg)
{
    int64_t v1 = 11, v2 = 12, v4 = 14, v5 = 15;
    int64_t v3 = 13;
    v3 += use(&arg, &v1, &v2, &v3, &v4, &v5);
    return v3;
}

static NOIPA int64_t *foo_heap(int64_t arg)
{
    int64_t v1 = 11, v2 = 12, v4 = 14, v5 = 15;
    int64_t *v3 = go_new(sizeof *v3);
    *v3 = 13;
    *v3 += use(&arg, &v1, &v2, v3, &v4, &v5);
    return v3;
}

VARIANT(stack, i)
{
    return (uint64_t) foo_stack((int64_t) i);
}

VARIANT(heap, i)
{
    int64_t *v3 = foo_heap((int64_t) i);
    uint64_t result = (uint64_t) *v3;
    free(v3);
    return result;
}

const struct scenario scenario_return_pointer = {
    .name = "return_pointer",
    .origin = "P1",
    .title = "A function returns the address of a local variable",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
