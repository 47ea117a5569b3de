/* SPDX-License-Identifier: MIT
 *
 * What runs now, how many of how many workers are done, the time left, and the current
 * finding, on standard error: on a terminal one line that is drawn anew, elsewhere a
 * line of its own each minute. The width is asked for at each drawing, so that a
 * terminal may change it. Errors: none.
 */
#ifndef BENCH_PRINT_PROGRESS_H
#define BENCH_PRINT_PROGRESS_H

#include "harness/run/run.h"

struct progress {
    int wanted;
    int terminal;  /* there is a line to draw on */
    double last_s; /* when the last line of its own was printed */
};

void progress_start(struct progress *progress, int wanted);

/* Tells run->progress. */
void progress_draw(struct progress *progress, const struct run *run);

/* Wipes the line. */
void progress_stop(struct progress *progress);

/* Writes the text of the line, of at most `width` columns, to `line`. */
void progress_describe(const struct run *run, size_t width, char *line, size_t size);

#endif
