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

/* Makes or takes the folder that the user asked for. The folder must not hold any file of a
 * run. */
int run_folder_take(const char *asked, char *folder, size_t size);

/* Creates samples.csv, which must not exist, and writes its header. */
int run_folder_open_samples(const char *folder, struct run *run);

/* Points results/latest to a folder of run_folder_make. */
int run_folder_link_latest(const char *folder);

#endif
