/* SPDX-License-Identifier: MIT
 *
 * The best state known of this machine, for the commands that measure: what
 * earlier runs stored (harness/state.h), or what a probe sees now.
 */
#ifndef BENCH_BEST_STATE_H
#define BENCH_BEST_STATE_H

#include "harness/run.h"

#include <limits.h>

struct best_state {
    char file[PATH_MAX];                /* where it is kept; empty: nowhere */
    char cpu[256];                      /* whose it is */
    int misses;                         /* runs in a row that kept no turn by it */
    double guessed;                     /* best rate that no quiet core was seen for; 0: one was */
    char remark[WORKER_ERROR_MAX + 64]; /* what the user should hear now; empty: nothing */
};

/* Sets run->best, by workers on the places where `run` measures. Negative errno,
 * with a remark but for -EINTR. */
int best_state_find(struct best_state *state, struct run *run);

/* Stores what the run has made of it. That it cannot be written costs the next
 * run a little, nothing else. */
void best_state_keep(struct best_state *state, const struct run *run);

#endif
