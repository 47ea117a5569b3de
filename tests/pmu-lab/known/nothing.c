/* SPDX-License-Identifier: MIT
 *
 * The control, as in scenarios/nothing.c. */

#include "scenarios/nothing.c"
