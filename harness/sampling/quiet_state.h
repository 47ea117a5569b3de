/* SPDX-License-Identifier: MIT
 *
 * The quiet state of this machine, kept between runs as a small JSON file.
 *
 * The first run fixes the cycle time, so that all runs of a machine are scaled alike.
 * The cycles per slot are the lowest that any run has confirmed. If three runs in a row
 * keep no turn at all, the stored state is taken to be wrong and the file is deleted.
 * Deleting the file by hand starts afresh, too. A file that cannot be read, or that
 * belongs to another CPU or another version of the probe, counts as absent.
 * Errors: negative errno. Not locked: the last writer wins.
 */
#ifndef HARNESS_SAMPLING_QUIET_STATE_H
#define HARNESS_SAMPLING_QUIET_STATE_H

#include "probe.h"

#include <stddef.h>

/* $XDG_STATE_HOME/escapebench/MACHINE.json, by default in ~/.local/state.
 * -ENOENT: there is no home; -ENAMETOOLONG. */
int quiet_state_path(const char *machine, char *path, size_t size);

enum { QUIET_STATE_MISSES = 3 };

/* 0, or -ENOENT when nothing of use is there for that CPU. `misses`: how many
 * runs in a row kept no turn by it. */
int quiet_state_load(const char *path, const char *cpu, struct quiet_state *state, int *misses);

/* Makes the folders and replaces the file in one step; removes it instead after
 * QUIET_STATE_MISSES misses. */
int quiet_state_save(const char *path, const char *cpu, const struct quiet_state *state,
                     int misses);

/* The state that a run uses: the stored one, with the probed rate if that is lower. */
struct quiet_state quiet_state_merge(const struct quiet_state *stored,
                                     const struct quiet_state *probed);

#endif
