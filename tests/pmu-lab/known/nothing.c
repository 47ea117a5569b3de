/* SPDX-License-Identifier: MIT
 *
 * The control, as it is. */

#include "scenarios/nothing.c"
