/* SPDX-License-Identifier: MIT
 *
 * machine.json: everything that a reader needs to judge and to repeat a run.
 * Schema: results/README.md.
 */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include "harness/run.h"

#include <jansson.h>
#include <time.h>

enum record_state { RECORD_RUNNING, RECORD_COMPLETE, RECORD_PARTIAL };

struct record {
    json_t *facts;      /* of the machine, facts_collect */
    json_t *allocators; /* objects, record_allocator */
    json_t *check;      /* findings, check_json; owned by this */
    const struct run *run;
    json_t *arguments; /* strings, record_arguments: parsing cuts argv up */
    struct timespec start;
    enum record_state state;
    const char *state_file; /* where the best state is kept; empty: nowhere */
};

/* The words of the command line as they are now. New reference. */
json_t *record_arguments(int argc, char **argv);

/* An allocator as it was found: name, file, version, or why not. New reference. */
json_t *record_allocator(const struct allocator *allocator, const struct worker_report *report);

/* Writes the file; `record` is not changed. 0 or a negative errno. */
int record_write(const struct record *record, const char *path);

/* The commit this program was built from, "unknown" outside of git. */
const char *record_commit(void);

#endif
