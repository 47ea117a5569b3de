/* SPDX-License-Identifier: MIT
 *
 * f := func() int { return 1 }. "func literal escapes to heap", says the
 * compiler, but a closure that captures nothing has nothing to keep: its record
 * is read-only data, whether it escapes or not. Both variants are equal. */

#include "gort/closure.h"
#include "harness/scenario.h"

static NOIPA int64_t one(struct go_closure *closure)
{
    ESCAPE(closure);
    return 1;
}

static const struct go_closure literal = { one };

static inline uint64_t call_twice(uint64_t i)
{
    struct go_closure *f = (struct go_closure *) &literal;
    ESCAPE(f);
    return i + (uint64_t) (go_call(f) + go_call(f));
}

VARIANT(stack, i)
{
    return call_twice(i);
}

VARIANT(boxed_static, i)
{
    return call_twice(i);
}

const struct scenario scenario_closure_without_captures = {
    .name = "closure_without_captures",
    .origin = "R4c",
    .title = "A closure captures nothing: it escapes and allocates nothing",
    .note = "equal by design: the record is read-only data on both sides",
    .sizes = { { 0, { { "stack", stack, 0, 0 }, { "static", boxed_static, 0, 0 } } } },
};
