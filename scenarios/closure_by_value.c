/* SPDX-License-Identifier: MIT
 *
 * n := i; f := func() int { return n }. Nobody changes n, so the closure holds
 * a copy: when the closure escapes, its record does, but n stays. */

#include "gort/closure.h"
#include "gort/new.h"

struct getter {
    struct go_closure closure;
    int64_t n;
};

static NOIPA int64_t get(struct go_closure *closure)
{
    return ((struct getter *) closure)->n;
}

static inline uint64_t call_twice(struct getter *g, uint64_t i)
{
    *g = (struct getter){ { get }, (int64_t) i };
    ESCAPE(g);
    go_call(&g->closure);
    return (uint64_t) go_call(&g->closure);
}

VARIANT(stack, i)
{
    struct getter record = { { 0 }, 0 }, *g = &record;
    ESCAPE(g);
    return call_twice(g, i);
}

VARIANT(heap, i)
{
    struct getter *g = go_new(sizeof *g);
    uint64_t result = call_twice(g, i);
    free(g);
    return result;
}

const struct scenario scenario_closure_by_value = {
    .name = "closure_by_value",
    .origin = "R4b",
    .title = "A closure captures a variable by value",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 16 } } } },
};
