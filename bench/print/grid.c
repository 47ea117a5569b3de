/* SPDX-License-Identifier: MIT */
#include "grid.h"

#include "terminal.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

struct libscols_table *grid_new(enum format format, const char *name)
{
    struct libscols_table *table = scols_new_table();
    if (!table)
        return NULL;
    scols_table_set_name(table, name);
    scols_table_enable_json(table, format == FORMAT_JSON);
    scols_table_enable_colors(table, format == FORMAT_TABLE && isatty(STDOUT_FILENO));
    scols_table_enable_nowrap(table, 1);
    return table;
}

int grid_add_columns(struct libscols_table *table, const struct grid_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct libscols_column *column =
            scols_table_new_column(table, columns[i].name, 0, columns[i].flags);
        if (!column)
            return -ENOMEM;
        if (isatty(STDOUT_FILENO))
            scols_cell_set_color(scols_column_get_header(column), "bold");
    }
    return 0;
}

const char *grid_size(size_t bytes, char *text, size_t size)
{
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0)
        snprintf(text, size, "%zu MiB", bytes >> 20);
    else if (bytes >= 1024 && bytes % 1024 == 0)
        snprintf(text, size, "%zu KiB", bytes >> 10);
    else if (bytes > 1 << 20 && bytes % (1 << 20) == 1)
        snprintf(text, size, "%zu MiB+1", bytes >> 20);
    else if (bytes > 1024 && bytes % 1024 == 1)
        snprintf(text, size, "%zu KiB+1", bytes >> 10);
    else if (bytes >= 1000000 && bytes % 1000000 == 0)
        snprintf(text, size, "%zu MB", bytes / 1000000);
    else
        snprintf(text, size, "%zu B", bytes);
    return text;
}

size_t grid_width(struct libscols_table *table, size_t column)
{
    struct libscols_column *whose = scols_table_get_column(table, column);
    const char *text = scols_cell_get_data(scols_column_get_header(whose));
    size_t width = terminal_columns(text ? text : "");
    for (size_t i = 0; i < scols_table_get_nlines(table); i++) {
        struct libscols_line *line = scols_table_get_line(table, i);
        text = scols_cell_get_data(scols_line_get_cell(line, column));
        size_t cell = terminal_columns(text ? text : "");
        width = cell > width ? cell : width;
    }
    return width;
}

enum { FOLDED_LEAST = 12 }; /* columns; a text is not folded to fewer */

/* Folds the texts of the last column to what the other columns leave of `width`. */
static int fold_last(struct libscols_table *table, size_t width)
{
    size_t last = scols_table_get_ncols(table) - 1, taken = 0;
    struct libscols_column *column = scols_table_get_column(table, last);
    for (size_t i = 0; i < last; i++)
        if (!scols_column_is_hidden(scols_table_get_column(table, i)))
            taken += grid_width(table, i) + 1;
    if (taken + FOLDED_LEAST > width || taken + grid_width(table, last) <= width ||
        scols_column_is_right(column))
        return 0;
    int error =
        scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
    if (!error)
        error = scols_column_set_flags(column, SCOLS_FL_WRAP);
    if (!error)
        error = scols_column_set_safechars(column, "\n");
    for (size_t i = 0; i < scols_table_get_nlines(table) && !error; i++) {
        struct libscols_cell *cell = scols_line_get_cell(scols_table_get_line(table, i), last);
        const char *text = scols_cell_get_data(cell);
        char folded[2 * WORKER_ERROR_MAX];
        terminal_fold_cell(text ? text : "", width - taken, folded, sizeof folded);
        error = scols_cell_set_data(cell, folded);
    }
    return error ? -ENOMEM : 0;
}

int grid_print(struct libscols_table *table, size_t width)
{
    int error = scols_table_get_ncols(table) > 0 ? fold_last(table, width) : 0;
    scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER); /* it would cut cells otherwise */
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    return error;
}

void grid_put(struct libscols_line *line, size_t column, const char *format, ...)
{
    char text[WORKER_ERROR_MAX + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    scols_line_set_data(line, column, text);
}

const char *grid_verdict_color(enum verdict verdict)
{
    static const char *const colors[] = { "yellow", "green", "", "cyan", "magenta", "red" };
    return colors[verdict];
}

const char *grid_cost(double ns, double half_width, char *text, size_t size)
{
    int large = fabs(ns) >= 1e4 || half_width >= 1e4;
    double scale = large ? 1e-3 : 1;
    int d = grid_decimals(half_width * scale);
    if (fabs(ns * scale) < 0.5 * pow(10, -d))
        ns = 0; /* so that a value printed as 0 has no minus sign */
    snprintf(text, size, "%.*f %s%.*f%s", d, ns * scale, terminal_sign(SIGN_PLUS_MINUS), d,
             half_width * scale, large ? " us" : "");
    return text;
}

int grid_decimals(double half_width)
{
    if (!(half_width > 0) || half_width < 0.05)
        return 2;
    return half_width < 0.5 ? 1 : 0;
}
