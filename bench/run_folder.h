/* SPDX-License-Identifier: MIT
 *
 * The folder of a run's files. Existing results are never overwritten. Threads: one.
 * Errors: negative errno; -EEXIST: a run is there already.
 */
#ifndef BENCH_RUN_FOLDER_H
#define BENCH_RUN_FOLDER_H

#include "harness/run/run.h"

#include <time.h>

/* Makes results/HOST/TIME-COMMIT below the working directory and writes its name to
 * `folder`. If the folder exists, -2, -3, ... is appended. */
int run_folder_make(const char *host, const struct timespec *start, char *folder, size_t size);

/* Makes the folder that the user asked for, or takes an existing one that has no file of a
 * run. Writes its name to `folder`, also if it is refused. */
int run_folder_take(const char *asked, char *folder, size_t size);

/* Creates samples.csv, which must not exist, and writes its header. */
int run_folder_open_samples(const char *folder, struct run *run);

/* Writes to `shown` what messages call the folder. If the user `asked` for no folder, makes
 * results/latest point to it, and `shown` is results/latest; if that fails, prints why. */
void run_folder_name(const char *folder, const char *asked, char *shown, size_t size);

#endif
