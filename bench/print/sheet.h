/* SPDX-License-Identifier: MIT
 *
 * A table of texts that can be printed in every format: aligned for people, CSV,
 * Markdown, JSON.
 *
 * Ownership: sheet_free frees the cells; column names belong to the caller.
 * Errors: what adding cells could not store is told by sheet_print: -ENOMEM.
 * Threads: one per sheet.
 */
#ifndef BENCH_PRINT_SHEET_H
#define BENCH_PRINT_SHEET_H

#include "bench/options.h"

enum { SHEET_COLUMNS_MAX = 128, SHEET_CELL_MAX = 1024 };

enum sheet_flag {
    SHEET_RIGHT = 1,  /* aligned to the right */
    SHEET_NUMBER = 2, /* a number, or unknown when empty: null in JSON */
    SHEET_SPARE = 4   /* left out of a table that is too wide, the last one first,
                       * and where it has no cell */
};

struct sheet {
    const char *names[SHEET_COLUMNS_MAX];
    unsigned flags[SHEET_COLUMNS_MAX];
    size_t columns;
    char **cells;        /* row by row; NULL is an empty cell */
    const char **colors; /* likewise; NULL: none. Names that libsmartcols knows */
    size_t rows, room;
    int error;
};

/* Adds a column; all of them come before the first row. */
void sheet_column(struct sheet *sheet, const char *name, unsigned flags);

/* Starts the next row. */
void sheet_row(struct sheet *sheet);

/* Sets a cell of the last row. */
void sheet_put(struct sheet *sheet, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void sheet_color(struct sheet *sheet, size_t column, const char *color);

/* Prints to standard output. As a table: in at most `width` columns where spare ones
 * can be left out, whose names go to `left_out` (SHEET_CELL_MAX bytes); 0: no limit.
 * The table has a colour only on a terminal. 0, -ENOMEM or -EIO. */
int sheet_print(const struct sheet *sheet, enum format format, size_t width, char *left_out);

/* The same as CSV, to any stream. */
int sheet_write_csv(const struct sheet *sheet, FILE *stream);

void sheet_free(struct sheet *sheet);

#endif
