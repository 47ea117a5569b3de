/* SPDX-License-Identifier: MIT
 *
 * The heap variant dies of a signal.
 */
#include "misbehave.h"

#include <stdlib.h>

static void misbehave(void)
{
    abort();
}

MISBEHAVING(crash, "The heap variant dies of a signal.");
