/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include "grid.h"
#include "harness/base/csv.h"
#include "terminal.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sheet_column(struct sheet *s, const char *name, unsigned flags)
{
    if (s->columns == SHEET_COLUMNS_MAX) {
        s->error = -ENOMEM;
        return;
    }
    s->names[s->columns] = name;
    s->flags[s->columns++] = flags;
}

void sheet_row(struct sheet *s)
{
    if (s->rows == s->room) {
        size_t room = s->room ? 2 * s->room : 64, n = room * s->columns;
        char **cells = realloc(s->cells, n * sizeof *cells);
        s->cells = cells ? cells : s->cells;
        const char **colors = realloc(s->colors, n * sizeof *colors);
        s->colors = colors ? colors : s->colors;
        if (!cells || !colors) {
            s->error = -ENOMEM;
            return;
        }
        s->room = room;
    }
    memset(s->cells + s->rows * s->columns, 0, s->columns * sizeof *s->cells);
    memset(s->colors + s->rows * s->columns, 0, s->columns * sizeof *s->colors);
    s->rows++;
}

void sheet_put(struct sheet *s, size_t column, const char *format, ...)
{
    char text[SHEET_CELL_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (s->error || s->rows == 0)
        return;
    char **cell = &s->cells[(s->rows - 1) * s->columns + column];
    free(*cell);
    *cell = strdup(text);
    if (!*cell)
        s->error = -ENOMEM;
}

void sheet_color(struct sheet *s, size_t column, const char *color)
{
    if (!s->error && s->rows > 0)
        s->colors[(s->rows - 1) * s->columns + column] = color;
}

static const char *cell_of(const struct sheet *s, size_t row, size_t column)
{
    const char *text = s->cells[row * s->columns + column];
    return text ? text : "";
}

/* How many bytes of a cell are printed. */
static size_t length_of(const struct sheet *s, size_t row, size_t column)
{
    const char *text = cell_of(s, row, column);
    return s->brief && s->flags[column] & SHEET_MARGIN ? strcspn(text, " ") : strlen(text);
}

static size_t width_of(const struct sheet *s, size_t column)
{
    size_t width = terminal_columns(s->names[column]);
    for (size_t r = 0; r < s->rows; r++) {
        char text[SHEET_CELL_MAX];
        snprintf(text, sizeof text, "%.*s", (int) length_of(s, r, column), cell_of(s, r, column));
        size_t cell = terminal_columns(text);
        width = cell > width ? cell : width;
    }
    return width;
}

static int is_empty(const struct sheet *s, size_t column)
{
    for (size_t r = 0; r < s->rows; r++)
        if (*cell_of(s, r, column))
            return 0;
    return 1;
}

static size_t width_shown(const struct sheet *s, const int *shown)
{
    size_t total = 0;
    for (size_t i = 0; i < s->columns; i++)
        total += shown[i] ? width_of(s, i) + (i > 0) : 0;
    return total;
}

/* Marks the columns that are shown: without spare columns that have no cell, and without
 * those that do not fit `width`. Drops the margins if that is not enough. */
static void choose_shown(struct sheet *s, size_t width, int shown[SHEET_COLUMNS_MAX],
                         char *left_out)
{
    left_out[0] = '\0';
    for (size_t i = 0; i < s->columns; i++)
        shown[i] = !(s->flags[i] & SHEET_SPARE) || !is_empty(s, i);
    for (size_t i = s->columns; i > 0 && width_shown(s, shown) > width; i--)
        if (s->flags[i - 1] & SHEET_SPARE)
            shown[i - 1] = 0;
    s->brief = width_shown(s, shown) > width;
    for (size_t i = 0; i < s->columns; i++) {
        char margin[64];
        snprintf(margin, sizeof margin, "%s of %s", terminal_sign(SIGN_PLUS_MINUS), s->names[i]);
        if (!shown[i] && !is_empty(s, i))
            options_add_word(left_out, SHEET_CELL_MAX, s->names[i]);
        else if (s->brief && s->flags[i] & SHEET_MARGIN)
            options_add_word(left_out, SHEET_CELL_MAX, margin);
    }
}

static int fill_table(const struct sheet *s, const int *shown, struct libscols_table *table)
{
    for (size_t i = 0; i < s->columns; i++) {
        int flags =
            (s->flags[i] & SHEET_RIGHT ? SCOLS_FL_RIGHT : 0) | (shown[i] ? 0 : SCOLS_FL_HIDDEN);
        struct grid_column column = { s->names[i], flags };
        if (grid_add_columns(table, &column, 1) != 0)
            return -ENOMEM;
    }
    for (size_t r = 0; r < s->rows; r++) {
        struct libscols_line *line = scols_table_new_line(table, NULL);
        if (!line)
            return -ENOMEM;
        for (size_t i = 0; i < s->columns; i++) {
            const char *color = s->colors[r * s->columns + i];
            char *text = strndup(cell_of(s, r, i), length_of(s, r, i));
            if (!text || scols_line_refer_data(line, i, text) != 0) /* which frees it */
                return -ENOMEM;
            if (color)
                scols_cell_set_color(scols_line_get_cell(line, i), color);
        }
    }
    return 0;
}

static int print_table(struct sheet *s, size_t width, char *left_out)
{
    int shown[SHEET_COLUMNS_MAX];
    choose_shown(s, width, shown, left_out);
    struct libscols_table *table = grid_new(FORMAT_TABLE, "table");
    int error = table ? fill_table(s, shown, table) : -ENOMEM;
    if (!error)
        error = grid_print(table, width);
    if (table)
        scols_unref_table(table);
    return error;
}

static void print_markdown_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '\\')
            putchar('\\');
        putchar(*text == '\n' ? ' ' : *text);
    }
}

static int print_markdown(const struct sheet *s)
{
    for (size_t i = 0; i < s->columns; i++) {
        fputs(i ? " | " : "| ", stdout);
        print_markdown_text(s->names[i]);
    }
    fputs(" |\n", stdout);
    for (size_t i = 0; i < s->columns; i++)
        fputs(s->flags[i] & SHEET_RIGHT ? "|--:" : "|---", stdout);
    fputs("|\n", stdout);
    for (size_t r = 0; r < s->rows; r++) {
        for (size_t i = 0; i < s->columns; i++) {
            fputs(i ? " | " : "| ", stdout);
            print_markdown_text(cell_of(s, r, i));
        }
        fputs(" |\n", stdout);
    }
    return ferror(stdout) ? -EIO : 0;
}

static json_t *number_json(const char *text)
{
    if (!*text)
        return json_null();
    return strpbrk(text, ".eE") ? json_real(strtod(text, NULL))
                                : json_integer(strtoll(text, NULL, 10));
}

static int print_json(const struct sheet *s)
{
    json_t *list = json_array();
    for (size_t r = 0; r < s->rows; r++) {
        json_t *row = json_object();
        for (size_t i = 0; i < s->columns; i++) {
            const char *text = cell_of(s, r, i);
            json_object_set_new(row, s->names[i],
                                s->flags[i] & SHEET_NUMBER ? number_json(text) : json_string(text));
        }
        json_array_append_new(list, row);
    }
    int error = json_dumpf(list, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) == 0 ? 0 : -EIO;
    putchar('\n');
    json_decref(list);
    return error;
}

int sheet_write_csv(const struct sheet *s, FILE *stream)
{
    struct csv_row row;
    for (size_t r = 0; r <= s->rows && !s->error; r++) {
        csv_start(&row);
        for (size_t i = 0; i < s->columns; i++)
            csv_text(&row, r == 0 ? s->names[i] : cell_of(s, r - 1, i));
        if (csv_end(&row) != 0)
            return -EIO;
        fwrite(row.text, 1, row.length, stream);
    }
    return s->error ? s->error : ferror(stream) ? -EIO : 0;
}

int sheet_print(struct sheet *s, enum format format, size_t width, char *left_out)
{
    left_out[0] = '\0';
    if (s->error)
        return s->error;
    switch (format) {
    case FORMAT_CSV:
        return sheet_write_csv(s, stdout);
    case FORMAT_JSON:
        return print_json(s);
    case FORMAT_MARKDOWN:
        return print_markdown(s);
    default:
        return print_table(s, width, left_out);
    }
}

void sheet_free(struct sheet *s)
{
    for (size_t i = 0; i < s->rows * s->columns; i++)
        free(s->cells[i]);
    free(s->cells);
    free(s->colors);
    *s = (struct sheet){ .rows = 0 };
}
