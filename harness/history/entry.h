/* SPDX-License-Identifier: MIT
 *
 * A run's summary as it is kept in a history: a folder with one folder for each
 * CPU, and in it two small CSV files for each run.
 *
 *   KEY/STEM.csv        a row for each case, variant and kept metric
 *   KEY/STEM.facts.csv  name and value: commit, time, CPU, kernel, allocators
 *
 * KEY names CPU, microcode and kernel line. STEM is the commit's time, the commit
 * and a random number: no two jobs write one file, so that branches that hold a
 * history merge without a conflict. The table is put in place last, by rename.
 *
 * Errors: negative errno. No state; thread-safe.
 */
#ifndef HARNESS_HISTORY_ENTRY_H
#define HARNESS_HISTORY_ENTRY_H

#include "harness/readback/runfile.h"

enum { ENTRY_KEY_MAX = 160, ENTRY_PATH_MAX = 4096 };

/* The columns of a table, in the order that they are written in; ended by NULL.
 * The first ENTRY_NAME_COLUMNS of them name a series. */
extern const char *const entry_columns[];
enum { ENTRY_NAME_COLUMNS = 7 };

/* What a run is of. NULL: as in machine.json, the build's commit and the start. */
struct entry_commit {
    const char *commit;
    const char *time; /* 2026-11-28T03:04:05Z */
};

/* "AMD-EPYC-25-1-1-0xa0011d5-linux-6.1"; from machine.json. */
void entry_key(const json_t *machine, char key[ENTRY_KEY_MAX]);

/* The text of a run's fact, as its facts file has it. 0: no fact of that name. */
enum { ENTRY_FACT_MAX = 256 };
int entry_fact(const json_t *machine, const char *name, char text[ENTRY_FACT_MAX]);

/* Whether a fact may be why figures differ on one CPU: not the host or the time. */
int entry_is_cause(const char *name);

/* Adds a run to the history in `folder`, which is made. `path` gets the table's
 * name. -EINVAL: the run has no machine.json. */
int entry_add(const struct runfile *run, const struct entry_commit *commit, const char *folder,
              char path[ENTRY_PATH_MAX]);

#endif
