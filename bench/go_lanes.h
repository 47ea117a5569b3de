/* SPDX-License-Identifier: MIT
 *
 * The Go lanes of this machine, and what their workers say of themselves.
 */
#ifndef BENCH_GO_LANES_H
#define BENCH_GO_LANES_H

#include "found.h"
#include "harness/subject/go_lane.h"

/* Those that scripts/go-lanes has built; ESCAPEBENCH_GO_LANES names another folder. */
struct go_lane *go_lanes_here(void);

/* Lets a worker on `pu` describe the lane, for its catalogue and machine.json. A lane that
 * does not work is measured all the same: its rows say why there is nothing. So: 1. */
int go_lanes_ask(struct found *found, struct worker_pool *pool, unsigned pu, struct go_lane *lane);

#endif
