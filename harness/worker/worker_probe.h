/* SPDX-License-Identifier: MIT
 *
 * Workers that look for a quiet core. Errors: negative errno.
 */
#ifndef HARNESS_WORKER_WORKER_PROBE_H
#define HARNESS_WORKER_WORKER_PROBE_H

#include "worker.h"

/* Finds the quiet state. Starts a 0.1 s probe worker on each of `places` PUs and stops at
 * the first success. With `patient`, probes each of them with up to ten workers.
 * Where the machine shows a core's sibling, a probe worker wakes it for a moment. All
 * rates are added to `rates`. Returns 1 if found; 0 if not (then `*state` is a guess from a
 * busy core); or a negative errno. */
int worker_probe(struct worker_pool *pool, const unsigned *pus, size_t places, int patient,
                 struct quiet_state *state, struct rate_counts *rates);

#endif
