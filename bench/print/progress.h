/* SPDX-License-Identifier: MIT
 *
 * The line on the terminal that says what runs now, its estimate so far, and
 * the time left. On standard error, and only when that is a terminal.
 */
#ifndef BENCH_PRINT_PROGRESS_H
#define BENCH_PRINT_PROGRESS_H

#include "harness/run/run.h"

struct progress {
    int shown; /* whether there is a line to draw on */
};

void progress_start(struct progress *progress, int wanted);

/* Draws the line anew from run->progress. */
void progress_draw(const struct progress *progress, const struct run *run);

/* Wipes the line. */
void progress_stop(struct progress *progress);

#endif
