/* SPDX-License-Identifier: MIT
 *
 * The quiet state of this machine, kept between runs as a small JSON file.
 *
 * The first run fixes the cycle time, so that all runs of a machine are scaled alike.
 * The cycles per slot are the lowest that any run has confirmed. If three runs in a row
 * keep no turn at all, the stored state is taken to be wrong and the file is deleted.
 * Deleting the file by hand starts afresh, too. A file that belongs to another CPU or
 * another version of the probe counts as absent. A file that is not as it was written is
 * refused and written anew: the file has a checksum, and its values must be such as a
 * clock and a core can have.
 * Errors: negative errno. Not locked: the last writer wins.
 */
#ifndef HARNESS_SAMPLING_QUIET_STATE_H
#define HARNESS_SAMPLING_QUIET_STATE_H

#include "probe.h"

#include <stddef.h>

/* $XDG_STATE_HOME/escapebench/MACHINE.json, by default in ~/.local/state.
 * -ENOENT: there is no home; -ENAMETOOLONG. */
int quiet_state_path(const char *machine, char *path, size_t size);

enum { QUIET_STATE_MISSES = 3, QUIET_STATE_AGREEING = 3 };

/* What is stored of a machine. */
struct quiet_record {
    struct quiet_state state;
    int misses;     /* runs in a row that kept no turn by it */
    int agreeing;   /* runs that found this state; each at least ten minutes after the last */
    long long last; /* when the last of them did, in seconds since 1970 */
};

/* 0; -ENOENT when nothing is there for that CPU; -EBADMSG when what is there is not what
 * was written: `why`, of `size` bytes, then has one line. Never waits for a file that is
 * no regular one. */
int quiet_state_load(const char *path, const char *cpu, struct quiet_record *record, char *why,
                     size_t size);

/* Makes the folders and replaces the file in one step; removes it instead after
 * QUIET_STATE_MISSES misses. */
int quiet_state_save(const char *path, const char *cpu, const struct quiet_record *record);

/* Whether runs at different times agree: QUIET_STATE_AGREEING of them. */
int quiet_state_is_confirmed(const struct quiet_record *record);

/* Counts a run at `now` that ended with `state`: it agrees, or begins a new count. */
void quiet_state_count(struct quiet_record *record, const struct quiet_state *state, long long now);

/* The state that a run uses: the stored one, with the probed rate if that is lower. */
struct quiet_state quiet_state_merge(const struct quiet_state *stored,
                                     const struct quiet_state *probed);

#endif
