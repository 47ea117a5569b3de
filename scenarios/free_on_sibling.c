/* SPDX-License-Identifier: MIT
 *
 * A value goes to the other hardware thread of the same core, which frees it.
 * Both threads use the same L1 cache and compete for the core.
 * Not from the articles. */

#include "shared/free_elsewhere.h"

const struct scenario scenario_free_on_sibling =
    FREE_ELSEWHERE("free_on_sibling", "the sibling", PARTNER_SIBLING);
