/* SPDX-License-Identifier: MIT
 *
 * What the runs of a machine have seen of each case's spread, kept between runs
 * beside the quiet state as a small JSON file: the last ten runs of a case.
 *
 * A file that cannot be read, or is of another CPU, counts as empty. Ownership:
 * the history is the caller's, spread_history_free frees it. Errors: negative
 * errno. Threads: one per history. Not locked: the last writer wins.
 */
#ifndef HARNESS_FIGURES_SPREAD_HISTORY_H
#define HARNESS_FIGURES_SPREAD_HISTORY_H

#include "spread.h"

#include <jansson.h>
#include <limits.h>
#include <stdint.h>

enum { SPREAD_RUNS_KEPT = 10, SPREAD_NAME_MAX = 256 };

struct spread_history {
    json_t *cases; /* for each case's name an array of runs, oldest first */
};

/* What one run has seen of one case. Times in ns for one operation. */
struct spread_seen {
    const char *run;     /* names the run: its start and seed */
    const char *program; /* names the build; empty: unknown, of its own */
    size_t workers;
    double sd;       /* of the workers' costs (stats_trimmed_sd), relative to `time` */
    double cost;     /* the run's */
    double time;     /* of the longer of the two variants */
    double worker_s; /* seconds that a worker took */
};

/* "return_pointer/8/1/glibc/heap-stack", by which a case is found. */
void spread_history_name(const char *scenario, uint64_t size_bytes, uint64_t live,
                         const char *allocator, const char *variant, const char *baseline,
                         char name[SPREAD_NAME_MAX]);

/* Names a run by its start and seed, as in its machine.json. */
enum { SPREAD_RUN_MAX = 64 };
void spread_history_run(const char *start, const char *seed, char name[SPREAD_RUN_MAX]);

/* Where a machine's history is kept: MACHINE.spreads.json beside its quiet state. */
int spread_history_path(const char *machine, char *path, size_t size);

/* 0; -ENOMEM. A missing or foreign file gives an empty history. */
int spread_history_load(struct spread_history *history, const char *path, const char *cpu);

/* Adds a run's view of a case; the oldest of more than SPREAD_RUNS_KEPT goes. A
 * run that is there already is replaced. */
int spread_history_add(struct spread_history *history, const char *name,
                       const struct spread_seen *seen);

/* Sums up a case's runs but those that are named in `but`, a JSON array of
 * strings, or NULL. 0, or -ENOENT with everything 0. */
int spread_history_of(const struct spread_history *history, const char *name, const json_t *but,
                      struct spread_known *known);

/* Where the history of this machine's first CPU is kept, and whose it is. */
struct spread_place {
    char path[PATH_MAX], cpu[256];
};

/* Finds the place for a machine's name and loads what is there. Errors as of
 * spread_history_path and spread_history_load. */
int spread_history_open(struct spread_history *history, const char *machine,
                        struct spread_place *place);

/* Makes the folders and replaces the file in one step. */
int spread_history_save(const struct spread_history *history, const char *path, const char *cpu);

void spread_history_free(struct spread_history *history);

#endif
