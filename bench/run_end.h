/* SPDX-License-Identifier: MIT
 *
 * What a run says when it is over: its screen, its summary, whether all was measured.
 */
#ifndef BENCH_RUN_END_H
#define BENCH_RUN_END_H

#include "options.h"

/* Whether every case had all that its figures need. That too few of its turns were quiet
 * is the weather: its row then has no verdict, and only with `strict` is it missing. */
int run_end_is_complete(const struct run *run, int strict);

/* Reads the run's files back from `folder`, writes the summary to the file `summary`, and
 * prints the screen unless the options say quiet. 0 or a negative errno. */
int run_end_conclude(const struct run *run, const char *folder, const char *summary,
                     const struct options_run *options);

#endif
