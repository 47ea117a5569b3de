/* SPDX-License-Identifier: MIT
 *
 * comparison.csv: one row per case, variant and metric. Schema: results/README.md.
 */
#ifndef HARNESS_RECORD_CASE_TABLE_H
#define HARNESS_RECORD_CASE_TABLE_H

#include "harness/base/csv.h"
#include "harness/run/run.h"

/* The first columns are fixed; see results/README.md. */
extern const char *const case_table_columns[]; /* ended by NULL */

/* Writes the whole table to a new file beside `path` and renames it, so that
 * `path` is never half a table. `interrupted`: the run was stopped; rows that
 * are not finished say so. 0 or a negative errno. */
int case_table_write(const struct run *run, const char *path, int interrupted);

/* What a case's rows say besides their numbers: why something is missing. */
void case_table_note(const struct run *run, const struct run_case *c, int interrupted, char *out,
                     size_t size);

#endif
