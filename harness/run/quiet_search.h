/* SPDX-License-Identifier: MIT
 *
 * Finds the quiet state of this machine for the commands that measure: the state that
 * earlier runs stored (harness/quiet/quiet_state.h), or what probe workers see now.
 * Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_RUN_QUIET_SEARCH_H
#define HARNESS_RUN_QUIET_SEARCH_H

#include "run.h"

#include "harness/quiet/quiet_state.h"

#include <limits.h>

struct quiet_search {
    const struct machine *machine;
    char file[PATH_MAX];         /* where the state is stored; empty: nowhere */
    char cpu[256];               /* identity of the CPU that the state belongs to */
    struct quiet_record record;  /* what was stored, and is stored at the end */
    int doubted;                 /* nothing confirmed the state when the run began */
    double guessed;              /* best rate seen if no core was quiet; 0: one was */
    char remark[PATH_MAX + 256]; /* what the user should be told now; empty: nothing */
};

/* Sets run->quiet_state, with probe workers on the PUs where `run` measures if that is
 * needed. After an error other than -EINTR run->ending says why. */
int quiet_search_find(struct quiet_search *search, struct run *run);

/* Stores the run's quiet state. If it cannot be written, nothing happens now, and the next
 * run takes longer to find the state. */
void quiet_search_keep(struct quiet_search *search, const struct run *run);

#endif
