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
    size_t width, table_width; /* columns of words and of tables */
};

/* Prints the view. `run` must be loaded with the steps of ladders; samples are not
 * needed. */
int show_print(const struct runfile *run, const struct catalogue_line *contents,
               const struct show_request *request);

/* Writes summary.csv: the matrices as numbers, with every size. */
int show_write_summary(const struct runfile *run, const struct catalogue_line *contents,
                       const char *path);

/* The sheets of views.c, for people: each row of a sheet shows one row of the run. */
void show_sheet_rows(const struct runfile *run, const struct matrix_filter *filter,
                     struct sheet *sheet);
void show_sheet_ladder(const struct runfile *run, const struct matrix_filter *filter,
                       struct sheet *sheet);
void show_sheet_leaks(const struct runfile *run, const struct matrix_filter *filter,
                      struct sheet *sheet);
void show_sheet_why(const struct runfile *run, const struct matrix_filter *filter,
                    struct sheet *sheet);

/* Makes the sheet of a view for programs: the view's rows with the columns of
 * comparison.csv, numbers as they are there; of SHOW_WHY also the column `help`. */
void show_sheet_data(const struct runfile *run, enum show_view view,
                     const struct matrix_filter *filter, struct sheet *sheet);

/* Whether a row is an escape cost or a leak without a figure that stands: it has no
 * verdict, is unresolved or failed. */
int show_is_missing(const struct runfile_row *row);

/* Say what would give such a row its verdict, and what kind of row it is. Rows of one kind
 * have the same pointer. */
const char *show_help(const struct runfile_row *row);
const char *show_kind(const struct runfile_row *row);

#endif
