/* SPDX-License-Identifier: MIT
 *
 * Resumes a run (`run --resume`): reads its settings from machine.json, checks that machine
 * and program are the same, and reads its workers.
 *
 * Ownership: resume_close frees. Errors: -EINVAL with one line in `error`. Threads: one.
 */
#ifndef BENCH_RESUME_H
#define BENCH_RESUME_H

#include "options.h"

#include <jansson.h>

struct resume {
    json_t *machine; /* the run's machine.json; NULL: nothing is resumed */
    char *words;     /* the command line that the options point into */
    const char *argv[256];
    uint64_t seed; /* of the run's first sitting */
    char error[OPTIONS_ERROR_MAX];
};

/* Reads a run's machine.json and fills in its options, but with the time limit and the
 * flags --strict and --quiet of `now`. */
int resume_open(struct resume *resume, const struct options_run *now, struct options_run *options);

/* Refuses another machine or build. `fresh` is the machine.json that a new run would
 * have. */
int resume_check(struct resume *resume, const json_t *fresh);

/* Opens the run's samples.csv for more rows and adds its workers' results to `run`, whose
 * cases are planned. The random number generator continues after all numbers that the
 * earlier sittings drew. */
int resume_results(struct resume *resume, const char *folder, struct run *run);

/* The command line that the run was started with, for machine.json; new reference. */
json_t *resume_arguments(const struct resume *resume);

/* The run's sittings so far, each with `start` and `end`; new reference. */
json_t *resume_sittings(const struct resume *resume);

/* Sets the reference clock of `state` to that of the run's first sitting. */
void resume_quiet_state(const struct resume *resume, struct quiet_state *state);

void resume_close(struct resume *resume);

#endif
