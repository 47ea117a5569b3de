/* SPDX-License-Identifier: MIT
 *
 * Reads a whole history: the commits in the order of their time, and for each CPU, case,
 * variant and metric the series of its runs.
 *
 * Ownership: store_load allocates, store_free frees; strings live until then. Errors:
 * negative errno with one line in `error`. Threads: one per struct store.
 */
#ifndef HARNESS_HISTORY_STORE_H
#define HARNESS_HISTORY_STORE_H

#include "entry.h"
#include "harness/base/csvfile.h"

#include <stddef.h>

struct store_point {
    size_t run; /* index into runs */
    double value, cost, low, high;
};

struct store_series {
    const char *key;                       /* the CPU's folder */
    const char *names[ENTRY_NAME_COLUMNS]; /* as entry_columns */
    struct store_point *points;            /* in the order of runs */
    size_t count, size;
    char *text; /* memory of `key` and `names` */
};

struct store_fact {
    char *name, *value;
};

/* One run. Runs are in the order of their commits' times. */
struct store_run {
    char *path, *key;
    struct store_fact *facts;
    size_t fact_count;
    size_t commit; /* index into commits */
};

struct store {
    struct store_run *runs;
    size_t run_count, run_size;
    const char **commits, **times; /* each commit once, in order; the strings belong to the facts */
    size_t commit_count;
    struct store_series **series; /* in the order of their first run */
    size_t series_count, series_size;
    void *index; /* index of series by name, for tsearch */
    char error[CSVFILE_ERROR_MAX];
};

/* Reads all entries below `folder`. An entry with only one of its two files is ignored,
 * since its job was killed between them. -ENOENT: there are none. */
int store_load(struct store *store, const char *folder);

/* The value of a run's fact; empty if the run lacks it. */
const char *store_fact(const struct store_run *run, const char *name);

void store_free(struct store *store);

#endif
