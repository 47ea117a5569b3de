/* SPDX-License-Identifier: MIT
 *
 * The quiet state known of this machine, for the commands that measure: what
 * earlier runs stored (harness/sampling/quiet_state.h), or what a probe sees now.
 */
#ifndef HARNESS_RUN_QUIET_SEARCH_H
#define HARNESS_RUN_QUIET_SEARCH_H

#include "run.h"

#include "harness/sampling/quiet_state.h"

#include <limits.h>

struct quiet_search {
    const struct machine *machine;
    char file[PATH_MAX];         /* where it is kept; empty: nowhere */
    char cpu[256];               /* whose it is */
    struct quiet_record record;  /* what was stored, and is */
    int doubted;                 /* nothing confirmed the state when the run began */
    double guessed;              /* best rate that no quiet core was seen for; 0: one was */
    char remark[PATH_MAX + 256]; /* what the user should hear now; empty: nothing */
};

/* Sets run->quiet_state, by workers on the places where `run` measures. Negative errno,
 * with a remark but for -EINTR. */
int quiet_search_find(struct quiet_search *search, struct run *run);

/* Stores what the run has made of it. That it cannot be written costs the next
 * run a little, nothing else. */
void quiet_search_keep(struct quiet_search *search, const struct run *run);

#endif
