/* SPDX-License-Identifier: MIT
 *
 * What the parts of a run share. Private to run*.c.
 */
#ifndef HARNESS_RUN_RUN_INTERNAL_H
#define HARNESS_RUN_RUN_INTERNAL_H

#include "run.h"

/* Calls run->watch with the phase and case that begin now. */
void run_tell(struct run *run, enum run_phase phase, const struct run_case *c);

/* Seconds left of a budget that began with the run. Time spent by failed workers does not
 * count. */
double run_seconds_left(const struct run *run, double budget);

/* All timed workers of a run; `between` is called once, after the first workers of the
 * articles' cases. Returns 0, or an error as run_measure. */
int run_rounds(struct run *run, int (*between)(struct run *run));

/* Fills in the worker pool's plan for a case's next worker, which does `job`. `variant` is an
 * index into the scenario's variants; only WORKER_RETAIN uses it. */
void run_plan(const struct run *run, const struct run_case *c, enum worker_job job, size_t variant);

/* Calls worker_pool_run. Time in which the parent or the worker was stopped is not taken
 * off the budget. An error that every other worker would meet, too, is written to
 * run->ending. */
int run_worker(struct run *run);

/* Runs a worker for a case. A worker that fails makes its case fail. Only three errors end
 * the run: the user's stop (-EINTR), samples that cannot be written (-EIO), and that no
 * worker can be started (other errors of worker_pool_run). */
int run_one_worker(struct run *run, struct run_case *c, enum worker_job job, size_t variant);

/* One more timed worker of a case. Errors as run_one_worker. */
int run_time_case(struct run *run, struct run_case *c);

/* Runs a worker for each variant of a retention case and stores the case's next `held`. A
 * case whose instances hold other than declared fails. Errors as run_one_worker. */
int run_retain(struct run *run, struct run_case *c);

/* Runs one worker that counts what each variant allocates. A case fails if a variant
 * allocates other than declared, or if variants compute different results. Errors as
 * run_one_worker. */
int run_count(struct run *run, struct run_case *c);

/* Runs one worker under valgrind. Its counts are exact, so one worker is enough. After an
 * error the case lacks these counts but keeps its times. Returns 0 or -EINTR. */
int run_simulate(struct run *run, struct run_case *c);

#endif
