/* SPDX-License-Identifier: MIT
 *
 * i := new(int). new is not "always heap" either: an int made by new that does
 * not leave the function stays in the frame, where it is `stack`. `heap` is the
 * same int when its address is kept. */

#include "gort/new.h"

static NOIPA uint64_t use(const int64_t *p)
{
    return (uint64_t) *p;
}

static inline uint64_t set(int64_t *p, uint64_t i)
{
    *p = (int64_t) i;
    return use(p);
}

VARIANT(stack, i)
{
    int64_t object = 0, *p = &object;
    ESCAPE(p);
    return set(p, i);
}

VARIANT(heap, i)
{
    int64_t *p = go_new(sizeof *p);
    uint64_t result = set(p, i);
    free(p);
    return result;
}

const struct scenario scenario_new_int = {
    .name = "new_int",
    .origin = "N2",
    .title = "new(int), and its address is kept or not",
    .note = "as the article has it the int stays: Go runs the stack side",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
