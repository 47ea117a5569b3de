/* SPDX-License-Identifier: MIT
 *
 * The quiet state known of this machine, for the commands that measure: what
 * earlier runs stored (harness/sampling/quiet_state.h), or what a probe sees now.
 */
#ifndef HARNESS_RUN_QUIET_SEARCH_H
#define HARNESS_RUN_QUIET_SEARCH_H

#include "run.h"

#include <limits.h>

struct quiet_search {
    char file[PATH_MAX];                /* where it is kept; empty: nowhere */
    char cpu[256];                      /* whose it is */
    int misses;                         /* runs in a row that kept no turn by it */
    double guessed;                     /* best rate that no quiet core was seen for; 0: one was */
    char remark[WORKER_ERROR_MAX + 64]; /* what the user should hear now; empty: nothing */
};

/* Sets run->quiet_state, by workers on the places where `run` measures. Negative errno,
 * with a remark but for -EINTR. */
int quiet_search_find(struct quiet_search *state, struct run *run);

/* Stores what the run has made of it. That it cannot be written costs the next
 * run a little, nothing else. */
void quiet_search_keep(struct quiet_search *state, const struct run *run);

#endif
