/* SPDX-License-Identifier: MIT
 *
 * The parts that runfile_load is made of; for it, the tests and the fuzzer.
 * Errors as in runfile.h, in run->error.
 */
#ifndef HARNESS_READBACK_RUNFILE_INTERNAL_H
#define HARNESS_READBACK_RUNFILE_INTERNAL_H

#include "runfile.h"

#include <stdio.h>

/* The rows; `name` is for messages. */
int runfile_read_rows(struct runfile *run, const struct runfile_filter *filter, const char *name,
                      FILE *stream);

/* Reads the worker results of the rows. Call it after runfile_read_rows, and after
 * runfile_read_machine when there is a machine.json: that says how many turns a worker
 * must have kept to be usable. Rows may have any order; rows that are there twice are
 * refused. */
int runfile_read_samples(struct runfile *run, const char *name, FILE *stream);

/* The same for rows in the order that `run` writes: cases whole, their workers and turns
 * ascending. `*unordered`: it was refused for that order. */
int runfile_read_ordered(struct runfile *run, const char *name, FILE *stream, int *unordered);

/* Holds the workers' results to comparison.csv, and counts cases that have none. -EINVAL:
 * the two are not of one run. */
int runfile_check_samples(struct runfile *run);

/* Drops the results of workers that the run itself did not use. machine.json tells the
 * run's effort and quiet state; without it the quiet rate is `quiet_slot`. */
void runfile_drop_noisy(struct runfile *run, double quiet_slot);

int runfile_read_machine(struct runfile *run, const char *name, FILE *stream);

/* The one copy of a string that the run owns; NULL: out of memory. */
const char *runfile_name(struct runfile *run, const char *text);

/* The same, or NULL when the run has no such string. */
const char *runfile_known(const struct runfile *run, const char *text);

#endif
