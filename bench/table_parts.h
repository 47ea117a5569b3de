/* SPDX-License-Identifier: MIT
 *
 * What every table for people is made of.
 */
#ifndef BENCH_TABLE_PARTS_H
#define BENCH_TABLE_PARTS_H

#include "harness/estimate.h"
#include "options.h"

#include <libsmartcols.h>

struct table_column {
    const char *name;
    int flags; /* SCOLS_FL_ */
};

/* NULL: no memory. For scols_unref_table. */
struct libscols_table *table_new(enum format format, const char *name);

/* 0 or -ENOMEM. */
int table_add_columns(struct libscols_table *table, const struct table_column *columns, size_t n);

__attribute__((format(printf, 3, 4))) void table_put(struct libscols_line *line, size_t column,
                                                     const char *format, ...);

/* Writes a number of bytes for people to `text`. */
const char *table_size(size_t bytes, char *text, size_t size);

/* As many decimals as an interval of that half-width supports, two at most. */
int table_decimals(double half_width);

const char *table_verdict_color(enum verdict verdict);

#endif
