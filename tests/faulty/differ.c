/* SPDX-License-Identifier: MIT
 *
 * The variants compute different results. */

#include "harness/scenario.h"

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    return i + 1;
}

const struct scenario scenario_differ = {
    .name = "differ",
    .origin = "test",
    .title = "The variants compute different results.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
