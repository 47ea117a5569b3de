/* SPDX-License-Identifier: MIT
 *
 * Writes comparison.csv: one row per case, variant and metric. Schema: results/README.md.
 * Errors: negative errno. Threads: the run's.
 */
#ifndef HARNESS_RECORD_CASE_TABLE_H
#define HARNESS_RECORD_CASE_TABLE_H

#include "harness/base/csv.h"
#include "harness/run/run.h"

/* Writes the whole table to a new file beside `path`, then renames it, so that `path` is
 * never half a table. `interrupted`: the run was stopped, and unfinished rows say so. */
int case_table_write(const struct run *run, const char *path, int interrupted);

/* Writes the note of a case's rows to `out`: what a reader must know besides the numbers,
 * such as why a figure is missing. */
void case_table_note(const struct run *run, const struct run_case *c, int interrupted, char *out,
                     size_t size);

#endif
