/* SPDX-License-Identifier: MIT
 *
 * What is quiet on this machine, for the commands that measure: the state that
 * earlier runs stored (harness/state.h), or what a probe sees now. Complains on
 * standard error. Errors: negative errno.
 */
#ifndef BENCH_QUIET_H
#define BENCH_QUIET_H

#include "harness/run.h"

#include <limits.h>

struct quiet {
    char file[PATH_MAX]; /* where the state is kept; empty: nowhere */
    char cpu[256];       /* whose it is */
    int misses;          /* runs in a row that kept no turn by it */
    double guessed;      /* best rate that no quiet core was seen for; 0: one was */
};

/* Sets run->best, by workers on the places where `run` measures. */
int quiet_find(struct quiet *quiet, struct run *run);

/* Stores what the run has made of it. That it cannot be written costs the next
 * run a little, nothing else. */
void quiet_keep(struct quiet *quiet, const struct run *run);

#endif
