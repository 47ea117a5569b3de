/* SPDX-License-Identifier: MIT
 *
 * Finds the quiet state with workers that probe cores. Errors: negative errno. Threads: the
 * pool's.
 */
#ifndef HARNESS_WORKER_WORKER_PROBE_H
#define HARNESS_WORKER_WORKER_PROBE_H

#include "worker.h"

/* Starts a 0.1 s probe worker on each of `places` PUs and stops at the first that finds the
 * quiet state. With `patient`, probes each of them with up to ten workers. If the machine
 * shows a core's sibling, the probe worker keeps the sibling awake for a moment, so that
 * both rates are seen. All rates are added to `rates`. Returns 1 if found; 0 if not (then
 * `*state` is a guess from a busy core); or a negative errno. */
int worker_probe(struct worker_pool *pool, const unsigned *pus, size_t places, int patient,
                 struct quiet_state *state, struct rate_counts *rates);

#endif
