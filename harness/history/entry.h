/* SPDX-License-Identifier: MIT
 *
 * Writes a run's summary into a history. A history is a folder with one folder for each
 * CPU, which has two small CSV files for each run.
 *
 *   KEY/STEM.csv        one row for each case, variant and metric of a history
 *   KEY/STEM.facts.csv  name and value: commit, time, CPU, kernel, allocators
 *
 * KEY names CPU, microcode and kernel line, and has hashes of the kind of core, if the
 * machine has several, and of the variables of `run --env`. STEM is the commit's time, the commit
 * and a random number. So no two jobs write the same file, and branches with histories merge
 * without a conflict. The table is put in place last, by rename.
 *
 * Errors: negative errno. No state; thread-safe.
 */
#ifndef HARNESS_HISTORY_ENTRY_H
#define HARNESS_HISTORY_ENTRY_H

#include "harness/readback/runfile.h"

enum { ENTRY_KEY_MAX = 160, ENTRY_PATH_MAX = 4096 };

/* The columns of a table in their order, ended by NULL. The first ENTRY_NAME_COLUMNS of
 * them name a series. */
extern const char *const entry_columns[];
enum { ENTRY_NAME_COLUMNS = 7 };

/* The commit that a run measured, and its time. NULL: the build's commit and the run's
 * start, from machine.json. */
struct entry_commit {
    const char *commit;
    const char *time; /* 2026-11-28T03:04:05Z */
};

/* Makes KEY from machine.json, such as "AMD-EPYC-25-1-1-0xa0011d5-linux-6.1". */
void entry_key(const json_t *machine, char key[ENTRY_KEY_MAX]);

/* Writes the text of a run's fact as its facts file has it. 1; 0: no fact of that name. */
enum { ENTRY_FACT_MAX = 256 };
int entry_fact(const json_t *machine, const char *name, char text[ENTRY_FACT_MAX]);

/* Whether a fact may explain why figures on one CPU differ. Host and time may not. */
int entry_is_cause(const char *name);

/* Adds a run to the history in `folder`, and makes the folder if it is missing. `path` gets
 * the table's path. -EINVAL: the run has no machine.json. */
int entry_add(const struct runfile *run, const struct entry_commit *commit, const char *folder,
              char path[ENTRY_PATH_MAX]);

#endif
