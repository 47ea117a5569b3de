/* SPDX-License-Identifier: MIT
 *
 * What a run has seen of its workers' spread, added to the machine's history
 * (harness/figures/spread_history.h).
 */
#ifndef HARNESS_RUN_SPREAD_KEEP_H
#define HARNESS_RUN_SPREAD_KEEP_H

#include "harness/figures/spread_history.h"
#include "run.h"

/* Adds every case that has five workers that count. `name` is the run's
 * (spread_history_run), `program` names the build. 0 or a negative errno. */
int spread_keep(struct spread_history *history, const struct run *run, const char *name,
                const char *program);

#endif
