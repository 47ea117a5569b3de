/* SPDX-License-Identifier: MIT
 *
 * n := i; f := func() int { n++; return n }. The closure changes n, so it
 * captures n's address; when the closure escapes, n does too: two objects. */

#include "gort/closure.h"
#include "gort/new.h"

struct counter {
    struct go_closure closure;
    int64_t *n;
};

static NOIPA int64_t count(struct go_closure *closure)
{
    return ++*((struct counter *) closure)->n;
}

static inline uint64_t call_twice(struct counter *c, int64_t *n, uint64_t i)
{
    *n = (int64_t) i;
    *c = (struct counter){ { count }, n };
    ESCAPE(c);
    go_call(&c->closure);
    return (uint64_t) go_call(&c->closure);
}

VARIANT(stack, i)
{
    int64_t local = 0, *n = &local;
    struct counter record = { { 0 }, 0 }, *c = &record;
    ESCAPE(n);
    ESCAPE(c);
    return call_twice(c, n, i);
}

VARIANT(heap, i)
{
    int64_t *n = go_new(sizeof *n);
    struct counter *c = go_new(sizeof *c);
    uint64_t result = call_twice(c, n, i);
    free(c);
    free(n);
    return result;
}

const struct scenario scenario_closure_by_reference = {
    .name = "closure_by_reference",
    .origin = "R4a",
    .title = "A closure captures a variable by reference",
    .sizes = { { 24, { { "stack", stack, 0, 0 }, { "heap", heap, 2, 24 } } } },
};
