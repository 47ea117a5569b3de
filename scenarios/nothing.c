/* SPDX-License-Identifier: MIT
 *
 * The control: both variants do nothing, so their true difference is zero. The
 * difference that a run measures is the run's noise floor. */

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

const struct scenario scenario_nothing = {
    .name = "nothing",
    .origin = "control",
    .control = 1,
    .title = "Two equal variants that do nothing",
    .note = "control: any effect here is noise",
    .sizes = { { 0, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
