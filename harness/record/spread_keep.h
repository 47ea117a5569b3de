/* SPDX-License-Identifier: MIT
 *
 * What a run has seen of its workers' spread, added to the machine's history
 * (harness/figures/spread_history.h).
 */
#ifndef HARNESS_RECORD_SPREAD_KEEP_H
#define HARNESS_RECORD_SPREAD_KEEP_H

#include "harness/figures/spread_history.h"
#include "harness/run/run.h"

#include <time.h>

/* Adds every case that has five workers that count to the history of machine `host`;
 * `start` is the run's, as in its machine.json. -ENOENT: there is no place for a
 * history; and others. */
int spread_keep(const struct run *run, const char *host, time_t start);

#endif
