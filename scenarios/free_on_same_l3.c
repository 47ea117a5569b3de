/* SPDX-License-Identifier: MIT
 *
 * A value goes to another core under the same L3 cache, which frees it.
 * Not from the articles. */

#include "shared/free_elsewhere.h"

const struct scenario scenario_free_on_same_l3 =
    FREE_ELSEWHERE("free_on_same_l3", "same L3", PARTNER_SAME_L3);
