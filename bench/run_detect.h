/* SPDX-License-Identifier: MIT
 *
 * `run --detect PCT`: what is to be decided, the time that is promised, and what was
 * decided at the end. Prints.
 */
#ifndef BENCH_RUN_DETECT_H
#define BENCH_RUN_DETECT_H

#include "harness/run/decisions.h"
#include "options.h"

/* Opens the decisions of a run that is planned, prints how long they take as far as it is
 * known from earlier runs of `host`, and limits the run to 600 s unless the user set a
 * limit. `lanes`: the allocators that are measured, ended by NULL. 0; -EINVAL, with a line on
 * stderr: there are not two sides; or another negative errno. */
int run_detect_plan(struct decisions *decisions, struct run *run, const struct options_run *options,
                    const struct allocator *const *lanes, const char *host);

/* Prints what was decided; the program's exit status. */
int run_detect_conclude(const struct decisions *decisions, const struct run *run);

#endif
