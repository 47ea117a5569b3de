/* SPDX-License-Identifier: MIT
 *
 * The folder of a run's files. Results are never written over.
 * Errors: negative errno; -EEXIST: a run is there already.
 */
#ifndef BENCH_RUN_FOLDER_H
#define BENCH_RUN_FOLDER_H

#include "harness/run/run.h"

#include <time.h>

/* Makes results/HOST/TIME-COMMIT below the working directory and gives its name; -2, -3,
 * ... stands behind it for more runs of one second. */
int run_folder_make(const char *host, const struct timespec *start, char *folder, size_t size);

/* Takes the folder asked for, which must not hold a run, be it one without samples. */
int run_folder_take(const char *asked, char *folder, size_t size);

/* Opens samples.csv, which must be new, and writes its header. */
int run_folder_open_samples(const char *folder, struct run *run);

/* Lets results/latest point to a folder of run_folder_make. */
int run_folder_link_latest(const char *folder);

#endif
