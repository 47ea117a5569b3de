/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "table.h"

#include "harness/catalogue.h"
#include "harness/comparison.h"

#include <errno.h>
#include <libsmartcols.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What every table here is, whatever it shows. */
static struct libscols_table *new_table(enum format format, const char *name)
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

struct column {
    const char *name;
    int flags;
};

static int add_columns(struct libscols_table *table, const struct column *columns, size_t n)
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

static const char *human_size(size_t bytes, char *text, size_t size)
{
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0)
        snprintf(text, size, "%zu MiB", bytes >> 20);
    else if (bytes >= 1024 && bytes % 1024 == 0)
        snprintf(text, size, "%zu KiB", bytes >> 10);
    else if (bytes >= 1000000 && bytes % 1000000 == 0)
        snprintf(text, size, "%zu MB", bytes / 1000000);
    else
        snprintf(text, size, "%zu B", bytes);
    return text;
}

/* As many decimals as the interval supports, two at the most... */
static int decimals(double half_width)
{
    if (!(half_width > 0) || half_width < 0.05)
        return 2;
    return half_width < 0.5 ? 1 : 0;
}

enum {
    SCENARIO,
    SIZE,
    LIVE,
    ALLOCATOR,
    VARIANT_NAME,
    BASE,
    COST,
    INTERVAL,
    RATIO,
    ALLOCS,
    BYTES,
    KEPT,
    VERDICT,
    RUN_COLUMNS
};

static const struct column run_columns[RUN_COLUMNS] = {
    [SCENARIO] = { "scenario", 0 },         [SIZE] = { "size", SCOLS_FL_RIGHT },
    [LIVE] = { "live", SCOLS_FL_RIGHT },    [ALLOCATOR] = { "allocator", 0 },
    [VARIANT_NAME] = { "variant", 0 },      [BASE] = { "stack ns", SCOLS_FL_RIGHT },
    [COST] = { "cost ns", SCOLS_FL_RIGHT }, [INTERVAL] = { "95 % interval", SCOLS_FL_RIGHT },
    [RATIO] = { "ratio", SCOLS_FL_RIGHT },  [ALLOCS] = { "allocs", SCOLS_FL_RIGHT },
    [BYTES] = { "bytes", SCOLS_FL_RIGHT },  [KEPT] = { "kept turns", SCOLS_FL_RIGHT },
    [VERDICT] = { "verdict", 0 },
};

__attribute__((format(printf, 3, 4))) static void put(struct libscols_line *line, size_t column,
                                                      const char *format, ...)
{
    char text[WORKER_ERROR_MAX + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    scols_line_set_data(line, column, text);
}

static void put_figure(struct libscols_line *line, const struct figure *f)
{
    if (isnan(f->delta.centre))
        return;
    int d = decimals((f->delta.high - f->delta.low) / 2);
    put(line, BASE, "%.*f", f->baseline < 100 ? 2 : 0, f->baseline);
    put(line, COST, "%+.*f", d, f->delta.centre);
    if (!isnan(f->delta.low))
        put(line, INTERVAL, "%+.*f … %+.*f", d, f->delta.low, d, f->delta.high);
    put(line, RATIO, f->ratio.centre < 100 ? "%.2f" : "%.0f", f->ratio.centre);
}

static const char *verdict_color(enum verdict verdict)
{
    static const char *const colors[] = { "yellow", "green", "", "cyan", "magenta", "red" };
    return colors[verdict];
}

static void put_verdict(struct libscols_line *line, const struct run *run, const struct run_case *c,
                        const struct figure *f, int interrupted)
{
    char note[512];
    enum verdict verdict = c->failure[0] ? VERDICT_FAILED : f->verdict;
    comparison_note(run, c, interrupted, note, sizeof note);
    int explain = verdict == VERDICT_FAILED || verdict == VERDICT_NONE;
    put(line, VERDICT, "%s%s%s", verdict_name(verdict), explain && note[0] ? ": " : "",
        explain ? note : "");
    if (isatty(STDOUT_FILENO))
        scols_cell_set_color(scols_line_get_cell(line, VERDICT), verdict_color(verdict));
}

static int put_variant(struct libscols_table *table, const struct run *run,
                       const struct run_case *c, size_t v, int interrupted)
{
    const struct scenario_size *size = &c->scenario->sizes[c->size];
    struct libscols_line *line = scols_table_new_line(table, NULL);
    struct figure f = run_time(run, c, v);
    char text[32];
    if (!line)
        return -ENOMEM;
    put(line, SCENARIO, "%s", c->scenario->name);
    put(line, SIZE, "%s", human_size(size->bytes, text, sizeof text));
    put(line, LIVE, "%u", c->live);
    put(line, ALLOCATOR, "%s", c->allocator->name);
    put(line, VARIANT_NAME, "%s", size->variants[v].name);
    put_figure(line, &f);
    if (c->counted_ops > 0) {
        put(line, ALLOCS, "%g", (double) c->tallies[v].allocs / (double) c->counted_ops);
        put(line, BYTES, "%g", (double) c->tallies[v].bytes / (double) c->counted_ops);
    }
    if (c->turns_total > 0)
        put(line, KEPT, "%u/%u", c->turns_kept, c->turns_total);
    put_verdict(line, run, c, &f, interrupted);
    return 0;
}

int table_print_run(const struct run *run, int interrupted)
{
    struct libscols_table *table = new_table(FORMAT_TABLE, "run");
    int error = table ? add_columns(table, run_columns, RUN_COLUMNS) : -ENOMEM;
    int lives = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        const struct run_case *c = &run->cases[i];
        lives |= c->live != 1;
        for (size_t v = 1; v < scenario_variants(&c->scenario->sizes[c->size]) && !error; v++)
            error = put_variant(table, run, c, v, interrupted);
    }
    if (!error && !lives)
        scols_column_set_flags(scols_table_get_column(table, LIVE), SCOLS_FL_HIDDEN);
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    if (table)
        scols_unref_table(table);
    return error;
}

/* ---- list ---- */

static const struct column list_columns[] = {
    { "name", 0 },
    { "origin", 0 },
    { "variants", 0 },
    { "sizes", 0 },
    { "allocs", SCOLS_FL_RIGHT },
    { "bytes", 0 },
    { "title", 0 },
};

enum { LIST_COLUMNS = sizeof list_columns / sizeof *list_columns };

static void join(char *list, size_t size, const char *item)
{
    size_t length = strlen(list);
    snprintf(list + length, size - length, "%s%s", length ? " " : "", item);
}

/* The cells of a scenario's line, in the order of list_columns. */
static void describe(const struct scenario *s, char cells[LIST_COLUMNS][256])
{
    char text[64];
    memset(cells, 0, LIST_COLUMNS * sizeof *cells);
    snprintf(cells[0], 256, "%s", s->name);
    snprintf(cells[1], 256, "%s", s->origin);
    for (size_t v = 0; s->sizes[0].variants[v].name; v++)
        join(cells[2], 256, s->sizes[0].variants[v].name);
    for (size_t k = 0; k < scenario_sizes(s); k++) {
        size_t most = 0;
        snprintf(text, sizeof text, "%zu", s->sizes[k].bytes);
        join(cells[3], 256, text);
        for (size_t v = 0; s->sizes[k].variants[v].name; v++)
            most = s->sizes[k].variants[v].bytes > most ? s->sizes[k].variants[v].bytes : most;
        snprintf(text, sizeof text, "%zu", most);
        join(cells[5], 256, text);
    }
    unsigned allocs = 0;
    for (size_t v = 0; s->sizes[0].variants[v].name; v++)
        allocs = s->sizes[0].variants[v].allocs > allocs ? s->sizes[0].variants[v].allocs : allocs;
    snprintf(cells[4], 256, "%u", allocs);
    snprintf(cells[6], 256, "%s", s->title);
}

static int print_csv(const struct scenario *const *scenarios)
{
    struct csv_row row;
    csv_start(&row);
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        csv_text(&row, list_columns[i].name);
    csv_end(&row);
    fwrite(row.text, 1, row.length, stdout);
    for (; *scenarios; scenarios++) {
        char cells[LIST_COLUMNS][256];
        describe(*scenarios, cells);
        csv_start(&row);
        for (size_t i = 0; i < LIST_COLUMNS; i++)
            csv_text(&row, cells[i]);
        csv_end(&row);
        fwrite(row.text, 1, row.length, stdout);
    }
    return ferror(stdout) ? -EIO : 0;
}

int table_print_scenarios(const struct scenario *const *scenarios, enum format format)
{
    if (format == FORMAT_CSV)
        return print_csv(scenarios);
    struct libscols_table *table = new_table(format, "scenarios");
    int error = table ? add_columns(table, list_columns, LIST_COLUMNS) : -ENOMEM;
    for (; *scenarios && !error; scenarios++) {
        char cells[LIST_COLUMNS][256];
        struct libscols_line *line = scols_table_new_line(table, NULL);
        describe(*scenarios, cells);
        for (size_t i = 0; i < LIST_COLUMNS && line; i++)
            scols_line_set_data(line, i, cells[i]);
        error = line ? 0 : -ENOMEM;
    }
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    if (table)
        scols_unref_table(table);
    return error;
}
