/* SPDX-License-Identifier: MIT
 *
 * What all tables of the program share: libsmartcols lines and cells.
 */
#ifndef BENCH_PRINT_GRID_H
#define BENCH_PRINT_GRID_H

#include "bench/options.h"
#include "harness/run/run.h"

#include <libsmartcols.h>

struct grid_column {
    const char *name;
    int flags; /* SCOLS_FL_... */
};

/* An empty table, in colour on a terminal; NULL without memory. */
struct libscols_table *grid_new(enum format format, const char *name);

/* 0 or -ENOMEM. */
int grid_add_columns(struct libscols_table *table, const struct grid_column *columns, size_t n);

void grid_put(struct libscols_line *line, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As many decimals as an interval of that half-width supports, two at most. */
int grid_decimals(double half_width);

const char *grid_verdict_color(enum verdict verdict);

/* "8.45 ±0.04" with the sign that the terminal can show; from 10,000 on in
 * microseconds, "511 ±10 us". In `text`, which it returns. */
const char *grid_cost(double ns, double half_width, char *text, size_t size);

/* "16 B", "64 KiB", "64 KiB+1", "8 MB": in `text`, which it returns. */
const char *grid_size(size_t bytes, char *text, size_t size);

#endif
