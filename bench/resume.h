/* SPDX-License-Identifier: MIT
 *
 * Going on with a run: its settings out of machine.json, whether this machine and this
 * program are those that it was measured with, and its workers.
 *
 * Ownership: resume_close frees. Errors: 0, or -EINVAL with one line in `error`.
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

/* Reads a run's machine.json and gives its options, with the time limit and the flags
 * --strict and --quiet of `now`. */
int resume_open(struct resume *resume, const struct options_run *now, struct options_run *options);

/* Refuses another machine or build. `fresh` is the machine.json that a run would have now. */
int resume_check(struct resume *resume, const json_t *fresh);

/* Opens the run's samples.csv for more rows and makes its workers the results of `run`,
 * whose cases are planned. The random numbers go on behind all that were drawn. */
int resume_results(struct resume *resume, const char *folder, struct run *run);

/* The run's own command line, for the record; new reference. */
json_t *resume_arguments(const struct resume *resume);

/* Its sittings so far, each with `start` and `end`; new reference. */
json_t *resume_sittings(const struct resume *resume);

/* Times are scaled to the reference clock that the run began with. */
void resume_quiet_state(const struct resume *resume, struct quiet_state *state);

void resume_close(struct resume *resume);

#endif
