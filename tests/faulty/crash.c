/* SPDX-License-Identifier: MIT
 *
 * The heap variant dies of a signal. */

#include "harness/scenario.h"

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    abort();
}

const struct scenario scenario_crash = {
    .name = "crash",
    .origin = "test",
    .title = "The heap variant dies of a signal.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
