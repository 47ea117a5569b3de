/* SPDX-License-Identifier: MIT
 *
 * Finds the quiet state with workers that probe cores. Errors: negative errno. Threads: the
 * pool's.
 */
#ifndef HARNESS_WORKER_WORKER_PROBE_H
#define HARNESS_WORKER_WORKER_PROBE_H

#include "harness/quiet/known_core.h"
#include "worker.h"

/* Where to look, for how long, and what confirms that a core was quiet. */
struct core_search {
    const unsigned *pus; /* L#, of one kind */
    size_t pu_count;
    /* 0: the first worker that finds the quiet state is the last; each PU gets one at most.
     * 1: each PU is looked at. Up to ten workers look until one finds the quiet state, and up
     * to four until it is confirmed. */
    int patient;
    struct quiet_bounds bounds; /* rates that confirm */
    unsigned places;            /* a thread with more of them confirms; 0: no number does */
};

/* What the workers saw. All zero at first. */
struct core_seen {
    struct quiet_state state; /* a guess from a busy core when no quiet one was found */
    int has_places;           /* a thread had more than the places in that state */
    struct rate_counts rates; /* of all probes */
};

/* Starts probe workers of 0.1 s each. If the machine shows a core's sibling, the worker keeps
 * the sibling awake for a moment, so that both rates are seen. Adds to `seen`. Returns 1 if
 * the quiet state was found; 0 if not; or a negative errno. */
int worker_probe(struct worker_pool *pool, const struct core_search *search,
                 struct core_seen *seen);

#endif
