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

/* The words of the rows; after runfile_read_rows, and after the machine when
 * there is one: it tells what a worker must have kept to count. */
int runfile_read_samples(struct runfile *run, const char *name, FILE *stream);

/* Drops the words of workers that the run itself did not count. Its machine
 * tells its effort and its quiet state; without it that is `quiet_slot`. */
void runfile_drop_noisy(struct runfile *run, double quiet_slot);

int runfile_read_machine(struct runfile *run, const char *name, FILE *stream);

/* The one copy of a string that the run owns; NULL: out of memory. */
const char *runfile_name(struct runfile *run, const char *text);

/* The same, or NULL when the run has no such string. */
const char *runfile_known(const struct runfile *run, const char *text);

#endif
