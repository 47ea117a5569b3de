/* SPDX-License-Identifier: MIT */
#include "grid.h"
#include "harness/base/csv.h"
#include "harness/subject/catalogue.h"
#include "table.h"
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME, GROUP, ORIGIN, METRIC, VARIANTS, SIZES, ALLOCS, BYTES, TITLE, COLUMNS };

enum { CELL_MAX = 256, SIZES_SHOWN = 3, WHOLE_WIDTH = 150 };

/* The columns of the table for people: sizes in words, and no column that follows from
 * another. */
static const struct grid_column columns[COLUMNS] = {
    [NAME] = { "name", 0 },
    [GROUP] = { "group", 0 },
    [ORIGIN] = { "origin", 0 },
    [METRIC] = { "metric", 0 },
    [VARIANTS] = { "variants", 0 },
    [SIZES] = { "sizes", 0 },
    [ALLOCS] = { "allocs", SCOLS_FL_RIGHT },
    [BYTES] = { "bytes", 0 },
    [TITLE] = { "title", 0 },
};

static void join(char *list, const char *item)
{
    size_t length = strlen(list);
    snprintf(list + length, CELL_MAX - length, "%s%s", length ? " " : "", item);
}

/* Finds the most that any variant allocates at that size. */
static void find_most(const struct scenario_size *size, unsigned *allocs, size_t *bytes)
{
    *allocs = 0;
    *bytes = 0;
    for (const struct variant *v = size->variants; v->name; v++) {
        *allocs = v->allocs > *allocs ? v->allocs : *allocs;
        *bytes = v->bytes > *bytes ? v->bytes : *bytes;
    }
}

/* Writes "64 B, 256 B, 1 KiB" or "8 B … 1 MiB (18)". */
static void tell_sizes(const struct scenario *s, char cell[CELL_MAX])
{
    size_t n = scenario_sizes(s), at = 0;
    char first[32], last[32];
    for (size_t k = 0; k < n && n <= SIZES_SHOWN; k++)
        at += (size_t) snprintf(cell + at, CELL_MAX - at, "%s%s", k ? ", " : "",
                                grid_size(s->sizes[k].bytes, first, sizeof first));
    if (n > SIZES_SHOWN)
        snprintf(cell, CELL_MAX, "%s %s %s (%zu)",
                 grid_size(s->sizes[0].bytes, first, sizeof first), terminal_sign(SIGN_TO),
                 grid_size(s->sizes[n - 1].bytes, last, sizeof last), n);
}

/* Fills in the cells of a scenario's line. */
static void describe(const struct catalogue_line *contents, const struct scenario *s,
                     enum format format, char cells[COLUMNS][CELL_MAX])
{
    const char *group = catalogue_group(contents, s->name);
    char text[32];
    unsigned allocs;
    size_t bytes;
    memset(cells, 0, COLUMNS * sizeof *cells);
    snprintf(cells[NAME], CELL_MAX, "%s", s->name);
    snprintf(cells[GROUP], CELL_MAX, "%s", group ? group : "");
    snprintf(cells[ORIGIN], CELL_MAX, "%s", s->origin);
    snprintf(cells[METRIC], CELL_MAX, "%s", s->instances ? "retained-bytes" : "time");
    for (const struct variant *v = s->sizes[0].variants; v->name; v++)
        join(cells[VARIANTS], v->name);
    for (size_t k = 0; k < scenario_sizes(s); k++) {
        find_most(&s->sizes[k], &allocs, &bytes);
        snprintf(text, sizeof text, "%zu", s->sizes[k].bytes);
        join(cells[SIZES], text);
        snprintf(text, sizeof text, "%zu", bytes);
        join(cells[BYTES], text);
    }
    if (format == FORMAT_TABLE)
        tell_sizes(s, cells[SIZES]);
    find_most(&s->sizes[0], &allocs, &bytes);
    snprintf(cells[ALLOCS], CELL_MAX, "%u", allocs);
    snprintf(cells[TITLE], CELL_MAX, "%s", s->title);
}

static void print_csv_row(const char *const cells[COLUMNS])
{
    struct csv_row row;
    csv_start(&row);
    for (size_t i = 0; i < COLUMNS; i++)
        csv_text(&row, cells[i]);
    csv_end(&row);
    fwrite(row.text, 1, row.length, stdout);
}

static int print_csv(const struct scenario *const *scenarios, const struct catalogue_line *contents)
{
    const char *words[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        words[i] = columns[i].name;
    print_csv_row(words);
    for (; *scenarios; scenarios++) {
        char cells[COLUMNS][CELL_MAX];
        describe(contents, *scenarios, FORMAT_CSV, cells);
        for (size_t i = 0; i < COLUMNS; i++)
            words[i] = cells[i];
        print_csv_row(words);
    }
    return ferror(stdout) ? -EIO : 0;
}

static void hide(struct libscols_table *table, size_t column)
{
    scols_column_set_flags(scols_table_get_column(table, column), SCOLS_FL_HIDDEN);
}

/* Prints a text in a column of `width`; the last column is as wide as its text. */
static void print_cell(const char *text, size_t width)
{
    size_t taken = terminal_columns(text);
    printf("%s%*s", text, (int) (taken < width ? width - taken : 0) + 1, "");
}

/* For a terminal that is too narrow for all columns: those that say what to type, and the
 * title in as many lines as it takes. */
static int print_narrow(const struct scenario *const *scenarios,
                        const struct catalogue_line *contents, size_t width)
{
    static const size_t shown[] = { NAME, SIZES };
    size_t widths[] = { 0, 0 };
    char cells[COLUMNS][CELL_MAX];
    for (const struct scenario *const *s = scenarios; *s; s++) {
        describe(contents, *s, FORMAT_TABLE, cells);
        for (size_t i = 0; i < 2; i++) {
            size_t taken = terminal_columns(cells[shown[i]]);
            widths[i] = taken > widths[i] ? taken : widths[i];
        }
    }
    print_cell(columns[NAME].name, widths[0]);
    print_cell(columns[SIZES].name, widths[1]);
    puts(columns[TITLE].name);
    for (; *scenarios; scenarios++) {
        describe(contents, *scenarios, FORMAT_TABLE, cells);
        for (size_t i = 0; i < 2; i++)
            print_cell(cells[shown[i]], widths[i]);
        terminal_fold_behind(widths[0] + widths[1] + 2, cells[TITLE], width);
    }
    terminal_fold("origin, variants and allocations need more columns than this; all are in:\n"
                  "escapebench list --format csv\n",
                  width);
    return ferror(stdout) ? -EIO : 0;
}

int table_print_scenarios(const struct scenario *const *scenarios,
                          const struct catalogue_line *contents, enum format format)
{
    if (format == FORMAT_CSV)
        return print_csv(scenarios, contents);
    size_t width = terminal_table_width();
    if (format == FORMAT_TABLE && width < WHOLE_WIDTH)
        return print_narrow(scenarios, contents, width);
    struct libscols_table *table = grid_new(format, "scenarios");
    int error = table ? grid_add_columns(table, columns, COLUMNS) : -ENOMEM;
    for (; *scenarios && !error; scenarios++) {
        char cells[COLUMNS][CELL_MAX];
        struct libscols_line *line = scols_table_new_line(table, NULL);
        describe(contents, *scenarios, format, cells);
        for (size_t i = 0; i < COLUMNS && line; i++)
            scols_line_set_data(line, i, cells[i]);
        error = line ? 0 : -ENOMEM;
    }
    if (!error && format == FORMAT_TABLE) {
        hide(table, GROUP);
        hide(table, METRIC);
        hide(table, BYTES);
    }
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    if (table)
        scols_unref_table(table);
    return error;
}
