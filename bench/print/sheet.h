/* SPDX-License-Identifier: MIT
 *
 * A table of texts that can be printed in every format: aligned columns, CSV, Markdown,
 * JSON.
 *
 * Ownership: sheet_free frees the cells; column names belong to the caller. Errors: if
 * there was no memory for a cell, sheet_print returns -ENOMEM. Threads: one per sheet.
 */
#ifndef BENCH_PRINT_SHEET_H
#define BENCH_PRINT_SHEET_H

#include "bench/options.h"

enum { SHEET_COLUMNS_MAX = 8 + 4 * OPTIONS_LIST_MAX, SHEET_CELL_MAX = 1024 };

enum sheet_flag {
    SHEET_RIGHT = 1,  /* aligned to the right */
    SHEET_NUMBER = 2, /* a number; an empty cell is null in JSON */

    /* Left out of a table that is too wide, the last such column first, and of any table if
     * all its cells are empty. */
    SHEET_SPARE = 4,

    /* In a table that is too wide even so, a cell ends at its first space. */
    SHEET_MARGIN = 8
};

struct sheet {
    const char *names[SHEET_COLUMNS_MAX];
    unsigned flags[SHEET_COLUMNS_MAX];
    size_t columns;
    char **cells;        /* row by row; NULL is an empty cell */
    const char **colors; /* one for each cell, by libsmartcols' names; NULL: none */
    size_t rows, room;
    int brief; /* cells of SHEET_MARGIN end at their first space */
    int error;
};

/* Adds a column. All columns must be added before the first row. */
void sheet_column(struct sheet *sheet, const char *name, unsigned flags);

/* Starts the next row. */
void sheet_row(struct sheet *sheet);

/* Sets a cell of the last row. */
void sheet_put(struct sheet *sheet, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void sheet_color(struct sheet *sheet, size_t column, const char *color);

/* Prints to standard output. A table is made to fit `width` columns of text by leaving out
 * spare columns and margins; what is left out is named in `left_out`, of SHEET_CELL_MAX
 * bytes. Colours are used only on a terminal. Returns 0, -ENOMEM or -EIO. */
int sheet_print(struct sheet *sheet, enum format format, size_t width, char *left_out);

/* Writes the sheet as CSV to any stream. Returns 0, -ENOMEM or -EIO. */
int sheet_write_csv(const struct sheet *sheet, FILE *stream);

void sheet_free(struct sheet *sheet);

#endif
