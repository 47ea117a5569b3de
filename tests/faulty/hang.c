/* SPDX-License-Identifier: MIT
 *
 * The heap variant never ends. */

#include "harness/scenario.h"

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    uint64_t forever = 1;
    while (forever)
        VALUE(forever);
    return i;
}

const struct scenario scenario_hang = {
    .name = "hang",
    .origin = "test",
    .title = "The heap variant never ends.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
