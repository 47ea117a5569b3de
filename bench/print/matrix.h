/* SPDX-License-Identifier: MIT
 *
 * A run's rows as a matrix: a line per scenario, size and live objects, a column per
 * lane (an allocator, or a version of Go).
 *
 * Ownership: cells point into the runfile; matrix_free frees the lines.
 * Errors: -ENOMEM. Threads: none shared.
 */
#ifndef BENCH_PRINT_MATRIX_H
#define BENCH_PRINT_MATRIX_H

#include "harness/readback/runfile.h"
#include "harness/subject/catalogue.h"
#include "sheet.h"

enum { MATRIX_LANES_MAX = 24 };

struct matrix_line {
    const char *group; /* heading of the catalogue; "" for scenarios that are not in it */
    const char *scenario;
    size_t rank; /* in the catalogue */
    uint64_t size_bytes, live;
    const struct runfile_row *cells[MATRIX_LANES_MAX]; /* NULL: not in the run */
};

struct matrix {
    const char *metric;
    const char *lanes[MATRIX_LANES_MAX]; /* in the order of the run */
    size_t lane_count;
    struct matrix_line *lines; /* in the order of the catalogue, sizes ascending */
    size_t line_count;
};

/* Which scenarios are wanted: as the globs of `run` (plan_is_wanted). */
struct matrix_filter {
    const char *const *globs;
    size_t glob_count;
};

/* Gathers the rows of one metric. Of a scenario's variants each cell has `heap` against
 * the baseline, or the first where there is no heap. */
int matrix_build(struct matrix *matrix, const struct runfile *run, const char *metric,
                 const struct matrix_filter *filter, const struct catalogue_line *contents);

/* Leaves of each scenario its smallest and largest size, of a sweep also the middle
 * one; with `smallest` its smallest alone. How many lines are left out. */
size_t matrix_shorten(struct matrix *matrix, int smallest);

void matrix_free(struct matrix *matrix);

/* Whether a lane is a version of Go and not an allocator of C. */
int matrix_is_go(const char *lane);

/* The line of a scenario and size; size 0: its first. NULL: none. */
const struct matrix_line *matrix_find(const struct matrix *matrix, const char *scenario,
                                      uint64_t size_bytes);

/* Whether the figure of a cell stands: it has an interval, and its case did not fail. */
int matrix_is_known(const struct runfile_row *row);

/* The sheet of the escape costs for people: "8.45 ±0.04", a mark behind it where the
 * verdict is `same` (=) or `unresolved` (?), or why there is no figure. */
void matrix_sheet_costs(const struct matrix *matrix, struct sheet *sheet);

/* The sheet of what instances hold, in bytes. */
void matrix_sheet_leaks(const struct matrix *matrix, struct sheet *sheet);

/* Either for programs: one column for each lane's figure, half width and verdict. Its
 * column names are in `names`, which must live as long as the sheet. */
enum { MATRIX_NAME_MAX = 96 };
struct matrix_names {
    char of[MATRIX_LANES_MAX][4][MATRIX_NAME_MAX];
};
void matrix_sheet_data(const struct matrix *matrix, struct matrix_names *names,
                       struct sheet *sheet);

#endif
