/* SPDX-License-Identifier: MIT
 *
 * Makes findings of what a run has seen of the machine (harness/check/check.h). Errors:
 * none. Threads: the run's.
 */
#ifndef HARNESS_RECORD_CHECK_RUN_H
#define HARNESS_RECORD_CHECK_RUN_H

#include "harness/check/check.h"
#include "harness/run/run.h"

/* Starts `check` with the findings that can be made before anything is measured, and takes
 * the first snapshot. */
void check_run_start(struct check *check, struct check_snapshot *snapshot,
                     const struct machine *machine, unsigned pu);

/* Adds findings about the time since `snapshot` and about `run`. */
void check_run_end(struct check *check, const struct check_snapshot *snapshot,
                   const struct run *run, const struct machine *machine);

#endif
