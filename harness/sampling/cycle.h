/* SPDX-License-Identifier: MIT
 *
 * Cycles: what an operation costs between two collections of a runtime, with the
 * second of them.
 *
 * A cycle starts just after a collection, with all swept, and ends with the next one,
 * swept again. So each holds exactly the collections that its operations caused. It is
 * taken in chunks as short as an ordinary batch, with a probe after each:
 *   - a chunk without a collection that was disturbed is replaced by the mean of those
 *     that were not;
 *   - a disturbance while a collection goes on spoils the cycle.
 *
 * Units: ns. Threads: the sampler's.
 */
#ifndef HARNESS_SAMPLING_CYCLE_H
#define HARNESS_SAMPLING_CYCLE_H

#include "sampler.h"

/* The time of `ops` operations of a rung that allocates, as long as a chunk, with their
 * share of a cycle's collections. 0: each of some tries was disturbed. A cycle without a
 * collection for half a second ends there: its time has none. */
uint64_t cycle_time(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                    uint64_t *sum);

#endif
