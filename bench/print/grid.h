/* SPDX-License-Identifier: MIT
 *
 * Helpers for all tables: libsmartcols lines and cells. Threads: one per table.
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

/* Makes an empty table, with colours on a terminal. NULL: no memory. The caller frees it
 * with scols_unref_table. */
struct libscols_table *grid_new(enum format format, const char *name);

/* Returns 0 or -ENOMEM. */
int grid_add_columns(struct libscols_table *table, const struct grid_column *columns, size_t n);

void grid_put(struct libscols_line *line, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How many columns of text a column of the table takes. */
size_t grid_width(struct libscols_table *table, size_t column);

/* Prints the table and never cuts a cell. If the table is wider than `width` columns, the
 * texts of the last column are folded. Returns 0, -ENOMEM or -EIO. */
int grid_print(struct libscols_table *table, size_t width);

/* How many decimals an interval of that half width supports; at most two. */
int grid_decimals(double half_width);

const char *grid_verdict_color(enum verdict verdict);

/* Writes "8.45 ±0.04" to `text`, with a sign that the terminal can show; from 10,000 ns on
 * in microseconds, "511 ±10 us". Returns `text`. */
const char *grid_cost(double ns, double half_width, char *text, size_t size);

/* Writes "16 B", "64 KiB", "64 KiB+1" or "8 MB" to `text`. Returns `text`. */
const char *grid_size(size_t bytes, char *text, size_t size);

#endif
