/* SPDX-License-Identifier: MIT
 *
 * The heap variant never ends.
 */
#include "misbehave.h"

static void misbehave(void)
{
    uint64_t forever = 1;
    while (forever)
        VALUE(forever);
}

MISBEHAVING(hang, "The heap variant never ends.");
