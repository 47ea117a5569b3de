/* SPDX-License-Identifier: MIT
 *
 * One worker's part in a run. Private to run.c and run_retention.c.
 */
#ifndef HARNESS_RUN_CASE_H
#define HARNESS_RUN_CASE_H

#include "run.h"

/* Runs a worker for a case. A worker that goes wrong fails its case; only a
 * stop (-EINTR) or samples that cannot be written (-EIO) end the run. */
int run_employ(struct run *run, struct run_case *c, enum worker_job job, size_t variant);

/* A worker for each variant of a retention case: its next holding. A case that
 * holds other than it declares fails. Errors as run_employ. */
int run_retain(struct run *run, struct run_case *c);

#endif
