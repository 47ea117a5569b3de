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

/* The verdict, and why when there is none. A case that failed has failed,
 * whatever `verdict` says. */
void grid_put_verdict(struct libscols_line *line, size_t column, const struct run *run,
                      const struct run_case *c, enum verdict verdict, int interrupted);

/* As many decimals as an interval of that half-width supports, two at most. */
int grid_decimals(double half_width);

const char *grid_verdict_color(enum verdict verdict);

/* "16 B", "64 KiB", "8 MB": in `text`, which it returns. */
const char *grid_size(size_t bytes, char *text, size_t size);

#endif
