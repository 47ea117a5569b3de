/* SPDX-License-Identifier: MIT
 *
 * `run --detect PCT`: plans the decisions, promises a time, and reports what was decided.
 * Prints. Threads: one.
 */
#ifndef BENCH_RUN_DETECT_H
#define BENCH_RUN_DETECT_H

#include "harness/decide/decisions.h"
#include "options.h"

/* Opens the decisions of a planned run, prints how long they take if earlier runs on this
 * kind of core tell, and limits the run to 600 s unless the user set a limit. `lanes` are the
 * allocators that are measured, ended by NULL. -EINVAL: there are not two sides, and stderr
 * got one line. Other errors: negative errno. decisions_close frees. */
int run_detect_plan(struct decisions *decisions, struct run *run, const struct options_run *options,
                    const struct allocator *const *lanes);

/* Prints what was decided. Returns the program's exit status. */
int run_detect_conclude(const struct decisions *decisions, const struct run *run);

#endif
