/* SPDX-License-Identifier: MIT
 *
 * `run --against OTHER`: another build of the program, measured in turns with this
 * one. Every case has its workers in pairs, one of each build, in random order, so
 * nothing that drifts for longer than a worker lives is between the builds.
 *
 * The other build's figures are a run of their own, in a folder of their own, with
 * the same start and seed: by these `compare` knows that the two took turns.
 * Errors: negative errno. Threads: one.
 */
#ifndef BENCH_AGAINST_H
#define BENCH_AGAINST_H

#include "harness/record/machine_json.h"
#include "options.h"

#include <limits.h>

struct against {
    struct run run; /* of the other build; the parent of all is still this program */
    struct record record;
    json_t *build_json; /* what `build` points into */
    struct build build;
    char program[PATH_MAX];
    char folder[PATH_MAX];
};

/* Asks the other build whether its workers understand this one's parent, and plans
 * the same cases for it. After the plan of `run`, to which it is added. -EINVAL with
 * one line in options->error; -ENOMEM. */
int against_open(struct against *against, struct options_run *options,
                 const struct allocator *const *chosen, struct run *run);

/* Makes FOLDER-against with an empty samples.csv. -EEXIST: it holds a run. */
int against_make_files(struct against *against, const char *folder);

/* Writes comparison.csv and machine.json; the latter as `record` but for the build. */
int against_write_files(struct against *against, const struct record *record, int interrupted);

void against_close(struct against *against);

/* The build's facts as JSON on standard output: what against_open asks a build for. */
int against_print_build(const struct build *build);

#endif
