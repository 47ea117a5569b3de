/* SPDX-License-Identifier: MIT
 *
 * Reads the workers of a run's earlier sittings from samples.csv, so that `run --resume`
 * can go on. Turns become worker results by the same computation as when they were
 * measured.
 *
 * Workers are the replicates, so a resumed run is as good as one long run. samples.csv does
 * not say whether a worker's warm-up ended; that stays unknown. Nor does it have the
 * results of retention and counting workers; they are measured again.
 *
 * Errors: negative errno with one line in `error`, of RESTORE_ERROR_MAX bytes. Threads: none
 * shared.
 */
#ifndef HARNESS_RECORD_RESTORE_H
#define HARNESS_RECORD_RESTORE_H

#include "harness/run/run.h"

#include <stdio.h>

enum { RESTORE_ERROR_MAX = 1024 };

/* Adds the worker results in samples.csv to the run's cases. Rows of other cases are
 * ignored. `name` is for messages. *workers gets the number of workers read. */
int restore_results(struct run *run, const char *name, FILE *stream, size_t *workers, char *error);

/* Cuts off what follows the last whole line of a file, since a killed run may have left
 * half a row. */
int restore_cut(int fd);

#endif
