/* SPDX-License-Identifier: MIT
 *
 * Writes machine.json: everything that a reader needs to judge and to repeat a run. Schema:
 * results/README.md. Ownership: functions that return JSON return a new reference. Errors:
 * NULL for no memory. Threads: one.
 */
#ifndef HARNESS_RECORD_MACHINE_JSON_H
#define HARNESS_RECORD_MACHINE_JSON_H

#include "harness/run/run.h"

#include <jansson.h>
#include <time.h>

/* How the program was built. */
struct build {
    const char *version, *commit; /* "unknown" outside of git */
    int dirty;                    /* the checkout had uncommitted changes */
    const char *compiler, *flags, *scenario_flags, *type;
};

enum record_state { RECORD_RUNNING, RECORD_COMPLETE, RECORD_PARTIAL };

struct record {
    json_t *facts;      /* of the machine, facts_collect */
    json_t *allocators; /* objects, machine_json_allocator */
    json_t *check;      /* findings of check_json; owned by the record */
    const struct run *run;
    const struct build *build;
    char *const *labels;   /* KEY=VALUE, ended by NULL; NULL: none */
    json_t *arguments;     /* strings of machine_json_arguments, made before parsing changes argv */
    struct timespec start; /* of this sitting */
    json_t *earlier;       /* earlier sittings of a resumed run, each with start and end; or NULL */
    char build_id[64];     /* the linker's build ID of the program */
    enum record_state state;
    const char *state_file; /* where the quiet state is kept; empty: nowhere */
};

/* Adds two members to the CPU of facts_collect: `microarchitecture`, null if it is unknown,
 * and `description`, such as "AMD EPYC (Zen 3, family 25 model 1)". */
void machine_json_describe_cpu(json_t *facts);

/* The words of the command line. */
json_t *machine_json_arguments(int argc, char **argv);

/* How a program was built. */
json_t *machine_json_build(const struct build *build);

/* An allocator as a worker found it: name, file and version, or why it cannot be
 * measured. */
json_t *machine_json_allocator(const struct allocator *allocator,
                               const struct worker_report *report);

/* The content of the file. */
json_t *machine_json_make(const struct record *record);

/* Writes the file. Returns 0 or a negative errno. */
int machine_json_write(const struct record *record, const char *path);

#endif
