/* SPDX-License-Identifier: MIT
 *
 * Prints the progress of a run on standard error: what runs now, how many of how many
 * workers are done, the time left, and the latest figure. On a terminal one line is
 * redrawn; elsewhere a new line is printed each minute. Each drawing asks the terminal for
 * its width, since the width may change. Errors: none. Threads: one.
 */
#ifndef BENCH_PRINT_PROGRESS_H
#define BENCH_PRINT_PROGRESS_H

#include "harness/run/run.h"

struct progress {
    int wanted;
    int terminal;  /* standard error is a terminal */
    double last_s; /* clock_seconds of the last printed line */
};

void progress_start(struct progress *progress, int wanted);

/* Draws run->progress. */
void progress_draw(struct progress *progress, const struct run *run);

/* Wipes the line. */
void progress_stop(struct progress *progress);

#endif
