/* SPDX-License-Identifier: MIT
 *
 * var f func(*int); f(&data). Which function f holds is known only at run time,
 * and it might keep the pointer, so data moves to the heap. */

#include "gort/new.h"

static NOIPA void foo(int64_t *data)
{
    *data += 1;
    ESCAPE(data);
}

/* volatile, so that the compiler does not know which function it is. */
static void (*volatile f)(int64_t *) = foo;

static inline uint64_t call(int64_t *data, uint64_t i)
{
    *data = (int64_t) i;
    f(data);
    return (uint64_t) *data;
}

VARIANT(stack, i)
{
    int64_t variable = 0, *data = &variable;
    ESCAPE(data);
    return call(data, i);
}

VARIANT(heap, i)
{
    int64_t *data = go_new(sizeof *data);
    uint64_t result = call(data, i);
    free(data);
    return result;
}

const struct scenario scenario_unknown_callee = {
    .name = "unknown_callee",
    .origin = "S6u",
    .title = "A variable's address goes to a function known only at run time",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
