/* SPDX-License-Identifier: MIT
 *
 * A run's rows as a matrix: a line for each scenario, size and live, and a column for each
 * lane (an allocator, or a version of Go).
 *
 * Ownership: cells point into the runfile; matrix_free frees the lines. Errors: -ENOMEM.
 * Threads: one per matrix.
 */
#ifndef BENCH_PRINT_MATRIX_H
#define BENCH_PRINT_MATRIX_H

#include "harness/readback/runfile.h"
#include "harness/subject/catalogue.h"
#include "sheet.h"

enum { MATRIX_LANES_MAX = OPTIONS_LIST_MAX }; /* no run has more */

struct matrix_line {
    const char *group; /* heading of the catalogue; "" if the catalogue lacks the scenario */
    const char *scenario;
    int is_article; /* the heading is one of the articles */
    int is_control;
    size_t rank; /* in the catalogue */
    uint64_t size_bytes, live;
    const struct runfile_row *cells[MATRIX_LANES_MAX]; /* NULL: the run has no such row */
};

struct matrix {
    const char *metric, *unit;           /* unit: of its rows; "" without any */
    const char *lanes[MATRIX_LANES_MAX]; /* in the order of the run */
    size_t lane_count;
    struct matrix_line *lines; /* in the order of the catalogue, sizes ascending */
    size_t line_count;
};

/* Which scenarios are wanted, by globs as those of `run` (plan_is_wanted). */
struct matrix_filter {
    const char *const *globs;
    size_t glob_count;
};

/* Gathers the rows of one metric. Each cell compares `heap` with the baseline, or, in a
 * scenario without `heap`, the first variant after the baseline. Returns 0; -ENOMEM; -E2BIG:
 * the run has more than MATRIX_LANES_MAX lanes. */
int matrix_build(struct matrix *matrix, const struct runfile *run, const char *metric,
                 const struct matrix_filter *filter, const struct catalogue_line *contents);

/* Keeps of each scenario only the smallest and the largest size, of a sweep also the middle
 * one; with `smallest` only the smallest. Returns how many lines are left out. */
size_t matrix_shorten(struct matrix *matrix, int smallest);

void matrix_free(struct matrix *matrix);

/* Whether a lane is a version of Go and not an allocator of C. */
int matrix_is_go(const char *lane);

/* The line of a scenario and size; size 0: the scenario's first line. NULL: none. */
const struct matrix_line *matrix_find(const struct matrix *matrix, const char *scenario,
                                      uint64_t size_bytes);

/* Whether a cell has a figure: the row has an interval, and the case did not fail. */
int matrix_is_known(const struct runfile_row *row);

/* Makes the sheet of the escape costs for people. A cell is "8.45 ±0.04", followed by = if
 * the verdict is `same` or ? if it is `unresolved`; or the reason why there is no
 * figure. */
void matrix_sheet_costs(const struct matrix *matrix, struct sheet *sheet);

/* Makes the sheet of what instances hold, in bytes. */
void matrix_sheet_leaks(const struct matrix *matrix, struct sheet *sheet);

/* Makes one sheet of both for programs: for each lane columns for the figure, the half
 * width and the verdict. The lines of the leaks follow the others. The column names are in
 * `names`, which must live as long as the sheet. */
enum { MATRIX_NAME_MAX = 96 };
struct matrix_names {
    char of[MATRIX_LANES_MAX][4][MATRIX_NAME_MAX];
};
void matrix_sheet_data(const struct matrix *times, const struct matrix *leaks,
                       struct matrix_names *names, struct sheet *sheet);

#endif
