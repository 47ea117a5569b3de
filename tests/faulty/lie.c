/* SPDX-License-Identifier: MIT
 *
 * The heap variant declares an allocation that it never makes. */

#include "harness/scenario.h"

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    return i;
}

const struct scenario scenario_lie = {
    .name = "lie",
    .origin = "test",
    .title = "The heap variant declares an allocation that it never makes.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
