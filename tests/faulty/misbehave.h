/* SPDX-License-Identifier: MIT
 *
 * A scenario whose heap operations call misbehave(), which the file that includes this header
 * defines. The stack operations do nothing. Nothing is allocated.
 */
#ifndef TESTS_FAULTY_MISBEHAVE_H
#define TESTS_FAULTY_MISBEHAVE_H

#include "harness/scenario.h"

static void misbehave(void);

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    misbehave();
    return i;
}

/* Defines the scenario of that name. */
#define MISBEHAVING(name_, title_)                                                                 \
    const struct scenario scenario_##name_ = {                                                     \
        .name = #name_,                                                                            \
        .origin = "test",                                                                          \
        .title = (title_),                                                                         \
        .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },                  \
    }

#endif
