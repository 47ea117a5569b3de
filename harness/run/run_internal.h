/* SPDX-License-Identifier: MIT
 *
 * One worker's part in a run. Private to run*.c.
 */
#ifndef HARNESS_RUN_RUN_INTERNAL_H
#define HARNESS_RUN_RUN_INTERNAL_H

#include "run.h"

/* Tells the watcher what comes now. */
void run_tell(struct run *run, enum run_phase phase, const struct run_case *c);

/* Time left until `budget` seconds after the start; what failed workers took does not
 * count. */
double run_seconds_left(const struct run *run, double budget);

/* Until when every case gets its first workers, in seconds after the start. Without them
 * there are no figures: only a limit that the user set, or a bounded effort's, ends them. */
double run_patience(const struct run *run);

/* All timed workers of a run; `between` is called once, after the first workers of the
 * articles' cases. 0, or as run_measure. */
int run_rounds(struct run *run, int (*between)(struct run *run));

/* Fills in the worker pool's plan for a case's next worker. */
void run_plan(const struct run *run, const struct run_case *c, enum worker_job job, size_t variant);

/* worker_pool_run; time in which somebody was stopped is not taken off the budget. An
 * error that every other worker would meet, too, is in run->ending. */
int run_worker(struct run *run);

/* Runs a worker for a case. A worker that goes wrong fails its case; only these end the
 * run: a stop (-EINTR), samples that cannot be written (-EIO), and that no worker can be
 * started. */
int run_one_worker(struct run *run, struct run_case *c, enum worker_job job, size_t variant);

/* From now on what a worker has measured is written while it runs. */
void run_watch_worker(struct run *run);

/* One more timed worker of a case. Errors as run_one_worker. */
int run_time_case(struct run *run, struct run_case *c);

/* A worker for each variant of a retention case: its next holding. A case that
 * holds other than it declares fails. Errors as run_one_worker. */
int run_retain(struct run *run, struct run_case *c);

/* One worker that counts what each variant allocates. A case that allocates other
 * than it declares, or computes different results, fails. Errors as run_one_worker. */
int run_count(struct run *run, struct run_case *c);

/* One worker under valgrind: its counts are exact, so one is enough. What goes
 * wrong costs the case these figures, not its times. 0, -EINTR. */
int run_simulate(struct run *run, struct run_case *c);

#endif
