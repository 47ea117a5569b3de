/* SPDX-License-Identifier: MIT
 *
 * Prints a run that was read back, for `show` and the end of `run`. Errors: -ENOMEM or
 * -EIO. Threads: one.
 */
#ifndef BENCH_PRINT_SHOW_H
#define BENCH_PRINT_SHOW_H

#include "matrix.h"

enum show_view { SHOW_MATRIX, SHOW_ROWS, SHOW_LADDER, SHOW_LEAKS, SHOW_WHY };

struct show_request {
    enum show_view view;
    enum format format;
    struct matrix_filter filter;
    size_t width; /* columns of the output; 0: no limit */
};

/* Prints the view. `run` must be loaded with the steps of ladders; samples are not
 * needed. */
int show_print(const struct runfile *run, const struct catalogue_line *contents,
               const struct show_request *request);

/* Writes summary.csv: the matrices as numbers, with every size. */
int show_write_summary(const struct runfile *run, const struct catalogue_line *contents,
                       const char *path);

/* The sheets of views.c: each row of a sheet shows one row of the run. */
void show_sheet_rows(const struct runfile *run, const struct matrix_filter *filter,
                     struct sheet *sheet);
void show_sheet_ladder(const struct runfile *run, const struct matrix_filter *filter,
                       struct sheet *sheet);
void show_sheet_leaks(const struct runfile *run, const struct matrix_filter *filter,
                      struct sheet *sheet);
void show_sheet_why(const struct runfile *run, const struct matrix_filter *filter,
                    struct sheet *sheet);

#endif
