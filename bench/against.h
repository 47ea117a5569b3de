/* SPDX-License-Identifier: MIT
 *
 * `run --against OTHER`: another build of the program, measured in turns with this one.
 * Every case has its workers in pairs, one of each build, in random order. So drift that is
 * slower than a worker's life affects both builds alike.
 *
 * The other build's figures become a run in a folder of its own, with the same start and
 * seed. By start and seed `compare` recognises that the two runs were measured in turns.
 * Errors: negative errno. Threads: one.
 */
#ifndef BENCH_AGAINST_H
#define BENCH_AGAINST_H

#include "harness/record/machine_json.h"
#include "options.h"

#include <limits.h>

struct against {
    struct run run; /* of the other build's workers; this program is their parent, too */
    struct record record;
    json_t *build_json; /* holds the strings of `build` */
    struct build build;
    char program[PATH_MAX];
    char folder[PATH_MAX];
};

/* Asks the other build whether its workers understand this program, plans the cases of
 * `run` for the other build, too, and sets run->against. `run` must be planned. -EINVAL
 * with one line in options->error; -ENOMEM. */
int against_open(struct against *against, struct options_run *options,
                 const struct allocator *const *chosen, struct run *run);

/* Makes FOLDER-against, as run_folder_take does, and keeps its name in against->folder.
 * -EEXIST: that folder holds a run. */
int against_take_folder(struct against *against, const char *folder);

/* Creates samples.csv in that folder. */
int against_make_files(struct against *against);

/* Writes comparison.csv and machine.json. The latter equals `record` but for the build. */
int against_write_files(struct against *against, const struct record *record, int interrupted);

void against_close(struct against *against);

/* Prints the build's facts as JSON on standard output. against_open of another build reads
 * them. */
int against_print_build(const struct build *build);

#endif
