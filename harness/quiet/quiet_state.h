/* SPDX-License-Identifier: MIT
 *
 * The quiet state of this machine, kept between runs as a small JSON file.
 *
 * The first run fixes the cycle time, so that all runs of a machine are scaled alike. The
 * cycles per slot are the lowest that any run has confirmed. If three runs in a row keep no
 * turn at all, the stored state is taken to be wrong and the file is deleted. A user may
 * delete the file at any time; the next run finds a new state. A file of another CPU or
 * another version of the probe counts as absent. A damaged file is refused and later
 * replaced: the file has a checksum, and its values must be possible for a clock and a
 * core. Errors: negative errno. Not locked: the last writer wins.
 */
#ifndef HARNESS_QUIET_QUIET_STATE_H
#define HARNESS_QUIET_QUIET_STATE_H

#include "probe.h"

#include <stddef.h>

/* $XDG_STATE_HOME/escapebench/MACHINE.json, by default in ~/.local/state.
 * -ENOENT: there is no home; -ENAMETOOLONG. */
int quiet_state_path(const char *machine, char *path, size_t size);

enum { QUIET_STATE_MISSES = 3, QUIET_STATE_AGREEING = 3 };

/* What is stored of a machine. */
struct quiet_record {
    struct quiet_state state;
    int misses; /* runs in a row that kept no turn with this state */
    /* How many runs found this state, each at least ten minutes after the last. A run that
     * confirmed the state counts as QUIET_STATE_AGREEING runs. */
    int agreeing;
    long long last; /* end of the last of these runs, in seconds since 1970 */
};

/* Whether a core can have such a state. */
int quiet_state_is_possible(const struct quiet_state *state);

/* Loads the record of that CPU. -ENOENT: there is none. -EBADMSG: the file is damaged, and
 * `why`, of `size` bytes, has one line. Never waits, not even for the writer of a FIFO. */
int quiet_state_load(const char *path, const char *cpu, struct quiet_record *record, char *why,
                     size_t size);

/* Makes the folders and replaces the file in one step. After QUIET_STATE_MISSES misses the
 * file is removed instead. */
int quiet_state_save(const char *path, const char *cpu, const struct quiet_record *record);

/* Whether a run confirmed the state, or QUIET_STATE_AGREEING runs at different times agree. */
int quiet_state_is_confirmed(const struct quiet_record *record);

/* Counts a run that ended at `now` with `state`, which it may have confirmed. If the run agrees
 * with the record, the count grows; if not, a new count begins. */
void quiet_state_count(struct quiet_record *record, const struct quiet_state *state, int confirmed,
                       long long now);

/* The state that a run uses: the stored one, with the probed rate if that is lower. */
struct quiet_state quiet_state_merge(const struct quiet_state *stored,
                                     const struct quiet_state *probed);

#endif
