/* SPDX-License-Identifier: MIT
 *
 * Adds what a run has seen of its workers' spread to the machine's history
 * (harness/figures/spread_history.h). Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_RECORD_SPREAD_KEEP_H
#define HARNESS_RECORD_SPREAD_KEEP_H

#include "harness/decide/decisions.h"
#include "harness/figures/spread_history.h"

#include <time.h>

/* Adds every case that has five usable workers, and every decision that has five pairs, to
 * the history of this machine and the kind of core that the run measured on. `decisions` may
 * be NULL. `start` is the run's start, as in its machine.json. Writes to `replaced`, of
 * PATH_MAX bytes, the path of a damaged file that this history replaced, else nothing.
 * -ENOENT: there is no folder for a history; other errors of reading and writing files. */
int spread_keep(const struct run *run, const struct decisions *decisions, time_t start,
                char *replaced);

#endif
