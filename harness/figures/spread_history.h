/* SPDX-License-Identifier: MIT
 *
 * The spread of each case's workers in the last ten runs of a machine, kept in a small JSON
 * file beside the quiet state.
 *
 * A file that cannot be read, or that belongs to another CPU, counts as empty. Numbers that
 * no run can have seen do not count. Ownership: the caller owns the history;
 * spread_history_free frees it. Errors: negative errno. Threads: one per history. Not
 * locked: the last writer wins.
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
    int damaged;   /* the file is there, but is no history; the next save replaces it */
};

/* What one run has seen of one case. Units: ns per operation, but for worker_s. */
struct spread_seen {
    const char *run;     /* names the run: its start and seed */
    const char *program; /* names the build; empty: unknown, so equal to no other */
    size_t workers;
    double sd; /* standard deviation of the workers' costs (stats_trimmed_sd), relative to `time` */
    double cost;     /* the run's escape cost */
    double time;     /* of the slower of the two variants */
    double worker_s; /* seconds that a worker took */
};

/* Makes the name of a case, such as "return_pointer/8/1/glibc/heap-stack". */
void spread_history_name(const char *scenario, uint64_t size_bytes, uint64_t live,
                         const char *allocator, const char *variant, const char *baseline,
                         char name[SPREAD_NAME_MAX]);

/* Makes the name of a run from its start and seed, as machine.json has them. */
enum { SPREAD_RUN_MAX = 64 };
void spread_history_run(const char *start, const char *seed, char name[SPREAD_RUN_MAX]);

/* The path of a machine's history: MACHINE.spreads.json beside its quiet state. */
int spread_history_path(const char *machine, char *path, size_t size);

/* Loads a history. A missing file, a damaged one, or one of another CPU, gives an empty
 * history. -ENOMEM. */
int spread_history_load(struct spread_history *history, const char *path, const char *cpu);

/* Adds what a run has seen of a case. If the run is there already, it is replaced. Beyond
 * SPREAD_RUNS_KEPT runs the oldest is dropped. */
int spread_history_add(struct spread_history *history, const char *name,
                       const struct spread_seen *seen);

/* Sums up a case's runs except those named in `but`, a JSON array of strings or NULL.
 * -ENOENT: there is none, and all of `known` is 0. */
int spread_history_sum_up(const struct spread_history *history, const char *name, const json_t *but,
                          struct spread_known *known);

/* Where a history is kept, and the identity of the CPU that it belongs to. */
struct spread_place {
    char path[PATH_MAX], cpu[256];
};

/* Finds the place for this machine and a kind of core, as core_kind_describe has it, and loads
 * the history. `kind` is empty or NULL if the machine has one kind. Errors as
 * spread_history_path and spread_history_load. */
int spread_history_open(struct spread_history *history, const char *kind,
                        struct spread_place *place);

/* Makes the folders and replaces the file in one step. */
int spread_history_save(const struct spread_history *history, const char *path, const char *cpu);

void spread_history_free(struct spread_history *history);

#endif
