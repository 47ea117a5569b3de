/* SPDX-License-Identifier: MIT
 *
 * What a run has seen of the machine, for harness/check/check.h. No errors.
 */
#ifndef HARNESS_RECORD_CHECK_RUN_H
#define HARNESS_RECORD_CHECK_RUN_H

#include "harness/check/check.h"
#include "harness/run/run.h"

/* The widest interval among the control's cases, the turns of all cases, and
 * how far the workers' clocks were apart. */
struct check_noise check_run_noise(const struct run *run);

/* Starts the findings that can be read before anything is measured. */
void check_run_start(struct check *check, struct check_snapshot *snapshot,
                     const struct machine *machine, unsigned pu);

/* Adds what was seen since `snapshot` and in `run`. */
void check_run_end(struct check *check, const struct check_snapshot *snapshot,
                   const struct run *run, const struct machine *machine);

#endif
