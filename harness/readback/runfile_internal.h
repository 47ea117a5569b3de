/* SPDX-License-Identifier: MIT
 *
 * The parts of runfile_load. For readback, the tests and the fuzzer. Errors: as in
 * runfile.h, in run->error.
 */
#ifndef HARNESS_READBACK_RUNFILE_INTERNAL_H
#define HARNESS_READBACK_RUNFILE_INTERNAL_H

#include "runfile.h"

#include <stdio.h>

/* Reads the rows of comparison.csv. `name` is for messages. */
int runfile_read_rows(struct runfile *run, const struct runfile_filter *filter, const char *name,
                      FILE *stream);

/* Reads the worker results of the rows. Call it after runfile_read_rows, and after
 * runfile_read_machine if there is a machine.json, which says how many turns a worker must
 * keep to be usable. Rows may have any order. A row that is there twice is refused. */
int runfile_read_samples(struct runfile *run, const char *name, FILE *stream);

/* Reads the worker results from rows in the order that `run` writes: case by case, with
 * ascending workers and turns. *unordered is set if the rows were refused because of their
 * order. */
int runfile_read_ordered(struct runfile *run, const char *name, FILE *stream, int *unordered);

/* Compares the workers' results with comparison.csv and counts the rows without results.
 * -EINVAL: the two files are not of one run. */
int runfile_check_samples(struct runfile *run);

/* Drops the results of workers that the run itself did not use. The run's effort and quiet
 * state are in machine.json; without machine.json the quiet rate is `quiet_slot`. */
void runfile_drop_noisy(struct runfile *run, double quiet_slot);

int runfile_read_machine(struct runfile *run, const char *name, FILE *stream);

/* The one copy of a string that the run owns; NULL: out of memory. */
const char *runfile_name(struct runfile *run, const char *text);

/* The run's copy of a string; NULL: the run has no such string. */
const char *runfile_known(const struct runfile *run, const char *text);

#endif
