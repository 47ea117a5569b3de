/* SPDX-License-Identifier: MIT
 *
 * Collection cycles: the time of an operation over all the work between two collections of
 * a runtime, the second collection included.
 *
 * A cycle starts just after a collection has swept, and ends when the next collection has
 * swept. So a cycle contains exactly the collections that its operations caused. No
 * collection is forced: a forced one finds an empty heap, and Go then returns memory to the
 * kernel, which the next operations have to fault in again.
 *
 * A cycle is measured in chunks as short as an ordinary batch, with a probe after each. A
 * chunk is disturbed if the probe before or after it is not quiet, or if another thread ran
 * meanwhile. The undisturbed chunks stand for a disturbed one without a collection. A
 * disturbance during a collection discards the cycle. So it is the collection that waits
 * for a quiet core: the last tenth of a cycle does, as long as there is patience, and what
 * comes before only while too few chunks are undisturbed.
 *
 * During a collection the runtime's own threads run, too. What others take then is the wall
 * time less the CPU time of the process. That is read in the last tenth alone, because the
 * chunk after the system call takes longer. A collection that comes earlier discards the
 * cycle.
 *
 * Units: ns. Threads: the sampler's.
 */
#ifndef HARNESS_SAMPLING_CYCLE_H
#define HARNESS_SAMPLING_CYCLE_H

#include "sampler.h"

/* Runs operations until the place is known. A cycle ends after half a second at most. */
void cycle_settle(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                  struct cycle_place *place, uint64_t *sum);

/* The time, in ns, of `ops` operations of a rung that allocates, with their share of a
 * cycle's collections. `ops` operations are one chunk. `sum` gets the operations' results
 * added. `patience`: how many probes may be spent on waiting for a quiet core; those spent
 * are taken off. 0: every try was disturbed. */
uint64_t cycle_time(const struct sampling *plan, const struct rung *rung, uint64_t ops,
                    struct cycle_place *place, unsigned *patience, uint64_t *sum);

#endif
