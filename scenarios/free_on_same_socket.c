/* SPDX-License-Identifier: MIT
 *
 * A value goes to a core of the same socket, which frees it. The two cores share no
 * L3 cache, or the machine shows none.
 * Not from the articles. */

#include "shared/free_elsewhere.h"

const struct scenario scenario_free_on_same_socket =
    FREE_ELSEWHERE("free_on_same_socket", "same socket, other L3", PARTNER_SAME_SOCKET);
