/* SPDX-License-Identifier: MIT
 *
 * A value goes to a core of another NUMA node or socket, which frees it. Its cache
 * lines cross the interconnect, and its memory belongs to the producer's node.
 * Not from the articles. */

#include "shared/free_elsewhere.h"

const struct scenario scenario_free_on_other_node =
    FREE_ELSEWHERE("free_on_other_node", "other NUMA node", PARTNER_OTHER_NODE);
