/* SPDX-License-Identifier: MIT
 *
 * What commands need of the system before they begin. If something is missing, a line on
 * standard error says so, with the cure. Threads: one.
 */
#ifndef BENCH_START_H
#define BENCH_START_H

#include "harness/machine/machine.h"

/* Makes room on the stack, of this thread and of those that are started later. Negative errno
 * where the hard limit is too low. */
int start_stack(void);

/* -ENOMEM, with a message: the limit of addresses is too low for any command. */
int start_addresses(void);

/* Raises the limit of open files to what a run needs. -EMFILE, with a message: the hard
 * limit is too low. */
int start_files(void);

/* For commands that measure: the program's own file, of PATH_MAX bytes, and the machine, which
 * is open only when this returns 0. Negative errno; -EINVAL: the environment is wrong. */
int start_measuring(char *program, struct machine *machine);

#endif
