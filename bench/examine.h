/* SPDX-License-Identifier: MIT
 *
 * What a run has seen of the machine, for harness/check.h. No errors.
 */
#ifndef BENCH_EXAMINE_H
#define BENCH_EXAMINE_H

#include "harness/check.h"
#include "harness/run.h"

/* The widest interval among the control's cases, the turns of all cases, and
 * how far the workers' clocks were apart. */
struct check_noise examine_run(const struct run *run);

/* Starts the findings that can be read before anything is measured. */
void examine_start(struct check *check, struct check_look *look, const struct machine *machine,
                   unsigned pu);

/* Adds what was seen since `look` and in `run`. */
void examine_end(struct check *check, const struct check_look *look, const struct run *run,
                 const struct machine *machine);

#endif
