/* SPDX-License-Identifier: MIT
 *
 * A history, read whole: its commits in the order of their time, and for each
 * CPU, case, variant and metric the series of its runs.
 *
 * Ownership: store_load allocates, store_free frees; strings live as long.
 * Errors: negative errno with one line in `error`. Threads: one per struct store.
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
    char *text; /* what key and names point into */
};

struct store_fact {
    char *name, *value;
};

/* One run; runs are in the order of the commits' time. */
struct store_run {
    char *path, *key;
    struct store_fact *facts;
    size_t fact_count;
    size_t commit; /* index into commits */
};

struct store {
    struct store_run *runs;
    size_t run_count, run_size;
    const char **commits, **times; /* each commit once, in order; strings are facts' */
    size_t commit_count;
    struct store_series **series; /* in the order of their first run */
    size_t series_count, series_size;
    void *index; /* of series by name, for tsearch */
    char error[CSVFILE_ERROR_MAX];
};

/* Reads all entries below `folder`; one without its other half (a job was ended
 * between the two) is passed over. -ENOENT: there are none. */
int store_load(struct store *store, const char *folder);

/* The value of a run's fact; empty when it has none. */
const char *store_fact(const struct store_run *run, const char *name);

void store_free(struct store *store);

#endif
