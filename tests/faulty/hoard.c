/* SPDX-License-Identifier: MIT
 *
 * The released variant declares to hold nothing, and holds a block. */

#include "harness/scenario.h"

VARIANT(released, i)
{
    void *block = malloc(8);
    ESCAPE(block);
    return i;
}

VARIANT(retained, i)
{
    void *block = malloc(8);
    ESCAPE(block);
    return i;
}

const struct scenario scenario_hoard = {
    .name = "hoard",
    .origin = "test",
    .title = "The released variant declares to hold nothing, and holds a block.",
    .instances = 10,
    .sizes = { { 8, { { "released", released, 0, 0 }, { "retained", retained, 1, 8 } } } },
};
