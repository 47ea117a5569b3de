/* SPDX-License-Identifier: MIT
 *
 * Collection cycles: the time of an operation over all the work between two collections of
 * a runtime, the second collection included.
 *
 * A cycle starts just after a collection has swept, and ends when the next collection has
 * swept. So a cycle contains exactly the collections that its operations caused. A cycle is
 * measured in chunks as short as an ordinary batch, with a probe after each:
 *   - a disturbed chunk without a collection is replaced by the mean of the undisturbed
 *     chunks;
 *   - a disturbance during a collection discards the cycle.
 *
 * Units: ns. Threads: the sampler's.
 */
#ifndef HARNESS_SAMPLING_CYCLE_H
#define HARNESS_SAMPLING_CYCLE_H

#include "sampler.h"

/* The time, in ns, of `ops` operations of a rung that allocates, with their share of a
 * cycle's collections. `ops` operations are one chunk. `sum` gets the operations' results
 * added. 0: every try was disturbed. A cycle that saw no collection for half a second ends
 * then, and its time contains none. */
uint64_t cycle_time(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                    uint64_t *sum);

#endif
