/* SPDX-License-Identifier: MIT
 *
 * The end of a run: its screen, its summary, and whether all was measured. Threads: one.
 */
#ifndef BENCH_RUN_END_H
#define BENCH_RUN_END_H

#include "options.h"

/* Whether every case was measured completely. A case with too few quiet turns counts as
 * measured, because the host is the cause: its row has no verdict. With --strict such a
 * case counts as not measured. The function says on standard error how many cases were not
 * measured, and with --quiet how many failed; otherwise the screen names those. */
int run_end_is_complete(const struct run *run, const char *folder,
                        const struct options_run *options);

/* Reads the run's files back from `folder`, writes the summary to the file `summary`, and
 * prints the screen unless the options say quiet. 0 or a negative errno. */
int run_end_conclude(const struct run *run, const char *folder, const char *summary,
                     const struct options_run *options);

#endif
