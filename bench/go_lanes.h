/* SPDX-License-Identifier: MIT
 *
 * Finds the Go lanes of this machine and asks workers to describe them
 * (harness/subject/go_lane.h).
 */
#ifndef BENCH_GO_LANES_H
#define BENCH_GO_LANES_H

#include "found.h"
#include "harness/subject/go_lane.h"

/* The lanes that scripts/go-lanes has built. ESCAPEBENCH_GO_LANES names another folder. */
struct go_lane *go_lanes_here(void);

/* Starts a worker on `pu` that describes the lane, and stores the description for the lane's
 * catalogue and for machine.json. Always returns 1, so that a lane that does not work is part
 * of the run, too; its rows say why they are empty. */
int go_lanes_describe(struct found *found, struct worker_pool *pool, unsigned pu,
                      struct go_lane *lane);

#endif
