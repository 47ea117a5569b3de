/* SPDX-License-Identifier: MIT
 *
 * A run that goes on: the workers of earlier sittings are read back from samples.csv, turn
 * by turn, and become results by the same computation as when they were measured.
 *
 * Workers are the replicates, so a resumed run is as good as one long run. Not in
 * samples.csv, and unknown afterwards: whether a worker's warm-up ended, what its retention
 * and counting workers found; those are measured again.
 *
 * Errors: negative errno with one line in `error`, RUNFILE_ERROR_MAX bytes. Threads: none
 * shared.
 */
#ifndef HARNESS_READBACK_RESTORE_H
#define HARNESS_READBACK_RESTORE_H

#include "harness/run/run.h"
#include "runfile.h"

/* Adds the results in a run's samples.csv to its cases; those of other cases are passed
 * over. `name` is for messages. How many workers there were goes to *workers. */
int restore_results(struct run *run, const char *name, FILE *stream, size_t *workers, char *error);

/* Cuts off what follows the last whole line of a file: a run that was killed may have left
 * half of a row. */
int restore_cut(int fd);

#endif
