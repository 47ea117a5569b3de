/* SPDX-License-Identifier: MIT
 *
 * What commands need of the system before they begin. What is missing is told on standard
 * error, with its cure. One thread.
 */
#ifndef BENCH_START_H
#define BENCH_START_H

#include "harness/machine/machine.h"

/* Makes room on the stack, of this thread and of those that are started later. Negative errno
 * where the hard limit is too low. */
int start_stack(void);

/* For commands that measure: the program's own file, of PATH_MAX bytes, and the machine, which
 * is open only when this returns 0. Negative errno; -EINVAL: the environment is wrong. */
int start_measuring(char *program, struct machine *machine);

#endif
