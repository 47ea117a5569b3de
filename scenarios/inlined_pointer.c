/* SPDX-License-Identifier: MIT
 *
 * func foo() *int { foo_val := 11; return &foo_val }. The compiler says "moved
 * to heap: foo_val", and means the foo that is called. Inlined, foo_val is a
 * variable of the caller and stays in its frame: `stack` is what Go runs,
 * `heap` the same program with inlining off. */

#include "gort/new.h"

static NOIPA uint64_t use(const int64_t *p)
{
    return (uint64_t) *p;
}

static NOIPA int64_t *foo(int64_t arg)
{
    int64_t *foo_val = go_new(sizeof *foo_val);
    *foo_val = arg + 11;
    return foo_val;
}

VARIANT(stack, i)
{
    int64_t foo_val = (int64_t) i + 11, *p = &foo_val;
    ESCAPE(p);
    return use(p);
}

VARIANT(heap, i)
{
    int64_t *p = foo((int64_t) i);
    uint64_t result = use(p);
    free(p);
    return result;
}

const struct scenario scenario_inlined_pointer = {
    .name = "inlined_pointer",
    .origin = "P0",
    .title = "A function that returns a local's address is inlined, or is not",
    .note = "the call that inlining saves is part of the difference",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
