/* SPDX-License-Identifier: MIT */
#include "grid.h"
#include "matrix.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GROUP_COLUMNS = 12 }; /* a heading wider than this is cut at its first space */

/* Indexes of the columns before the lanes. */
struct front {
    size_t live, stack, go_stack, lanes; /* SIZE_MAX: there is none */
};

static const char *color_of(const struct runfile_row *row)
{
    static const struct {
        const char *verdict, *color;
    } colors[] = { { "faster", "green" },
                   { "unresolved", "cyan" },
                   { "no-verdict", "magenta" },
                   { "failed", "red" } };
    for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
        if (strcmp(row->verdict, colors[i].verdict) == 0)
            return colors[i].color;
    return NULL;
}

/* The mark of a row's verdict; a blank if it has none, so that figures stay aligned. */
static char mark_of(const struct runfile_row *row)
{
    return strcmp(row->verdict, "unresolved") == 0 ? '?'
           : strcmp(row->verdict, "same") == 0     ? '='
                                                   : ' ';
}

static void put_cost(struct sheet *s, size_t column, const struct runfile_row *row)
{
    if (!row)
        return;
    sheet_color(s, column, color_of(row));
    if (strcmp(row->verdict, "failed") == 0) {
        sheet_put(s, column, "FAILED ");
    } else if (!matrix_is_known(row)) {
        sheet_put(s, column, "no verdict ");
    } else {
        char text[64];
        grid_cost(row->delta, (row->high - row->low) / 2, text, sizeof text);
        sheet_put(s, column, "%s%c", text, mark_of(row));
    }
}

/* The baseline's time in the first lane of C or of Go that has one. */
static double stack_time(const struct matrix *m, const struct matrix_line *line, int go)
{
    for (size_t i = 0; i < m->lane_count; i++)
        if (matrix_is_go(m->lanes[i]) == go && line->cells[i] &&
            !isnan(line->cells[i]->baseline_value))
            return line->cells[i]->baseline_value;
    return NAN;
}

static int has_language(const struct matrix *m, int go)
{
    for (size_t i = 0; i < m->lane_count; i++)
        if (matrix_is_go(m->lanes[i]) == go)
            return 1;
    return 0;
}

static int has_lives(const struct matrix *m)
{
    for (size_t i = 0; i < m->line_count; i++)
        if (m->lines[i].live != 1)
            return 1;
    return 0;
}

static void put_group(struct sheet *s, const char *group)
{
    size_t length = strlen(group), space = strcspn(group, " ");
    sheet_put(s, 0, "%.*s", (int) (length > GROUP_COLUMNS ? space : length), group);
}

/* Puts the first cells of a line: scenario, size and live, and the group if it changed. */
static void put_front(const struct matrix *m, size_t i, const struct front *front, struct sheet *s)
{
    const struct matrix_line *line = &m->lines[i];
    int first = i == 0 || strcmp(m->lines[i - 1].scenario, line->scenario) != 0;
    char text[32];
    sheet_row(s);
    if (i == 0 || strcmp(m->lines[i - 1].group, line->group) != 0)
        put_group(s, line->group);
    if (first)
        sheet_put(s, 1, "%s", line->scenario);
    sheet_put(s, 2, "%s", grid_size(line->size_bytes, text, sizeof text));
    if (front->live != SIZE_MAX)
        sheet_put(s, front->live, "%" PRIu64, line->live);
}

static void put_time(struct sheet *s, size_t column, double ns)
{
    if (column != SIZE_MAX && !isnan(ns))
        sheet_put(s, column, "%.*f", ns < 100 ? 2 : 0, ns);
}

/* Adds the columns before the first lane. */
static struct front open_sheet(const struct matrix *m, const char *first, struct sheet *s)
{
    struct front front = { SIZE_MAX, SIZE_MAX, SIZE_MAX, 0 };
    sheet_column(s, "", 0);
    sheet_column(s, first, 0);
    sheet_column(s, "size", SHEET_RIGHT);
    if (has_lives(m)) {
        front.live = s->columns;
        sheet_column(s, "live", SHEET_RIGHT);
    }
    front.lanes = s->columns;
    return front;
}

static void add_lanes(const struct matrix *m, struct sheet *s)
{
    for (size_t i = 0; i < m->lane_count; i++) /* the first lane is always shown */
        sheet_column(s, m->lanes[i], SHEET_RIGHT | (i > 0 ? SHEET_SPARE : 0));
}

void matrix_sheet_costs(const struct matrix *m, struct sheet *s)
{
    struct front front = open_sheet(m, "escape cost, ns", s);
    if (has_language(m, 0)) {
        front.stack = s->columns;
        sheet_column(s, "stack", SHEET_RIGHT);
    }
    if (has_language(m, 1)) {
        front.go_stack = s->columns;
        sheet_column(s, "Go stack", SHEET_RIGHT | SHEET_SPARE);
    }
    front.lanes = s->columns;
    add_lanes(m, s);
    for (size_t i = 0; i < m->line_count; i++) {
        put_front(m, i, &front, s);
        put_time(s, front.stack, stack_time(m, &m->lines[i], 0));
        put_time(s, front.go_stack, stack_time(m, &m->lines[i], 1));
        for (size_t k = 0; k < m->lane_count; k++)
            put_cost(s, front.lanes + k, m->lines[i].cells[k]);
    }
}

static void put_held(struct sheet *s, size_t column, const struct runfile_row *row)
{
    if (!row)
        return;
    if (strcmp(row->verdict, "failed") == 0 || isnan(row->delta)) {
        sheet_put(s, column, "%s", strcmp(row->verdict, "failed") == 0 ? "FAILED" : "no verdict");
        sheet_color(s, column, color_of(row));
    } else {
        sheet_put(s, column, "%.0f", row->delta);
    }
}

void matrix_sheet_leaks(const struct matrix *m, struct sheet *s)
{
    struct front front = open_sheet(m, "held by a leak, bytes", s);
    add_lanes(m, s);
    for (size_t i = 0; i < m->line_count; i++) {
        put_front(m, i, &front, s);
        for (size_t k = 0; k < m->lane_count; k++)
            put_held(s, front.lanes + k, m->lines[i].cells[k]);
    }
}

static void put_number(struct sheet *s, size_t column, double number)
{
    if (!isnan(number))
        sheet_put(s, column, "%.10g", number);
}

enum { LANE_COLUMNS = 4 };

/* How many columns there are before those of the first lane. */
static size_t add_data_columns(const struct matrix *m, struct matrix_names *names, struct sheet *s)
{
    static const char *const parts[LANE_COLUMNS] = { "baseline", "cost", "half_width", "verdict" };
    sheet_column(s, "group", 0);
    sheet_column(s, "scenario", 0);
    sheet_column(s, "size_bytes", SHEET_NUMBER);
    sheet_column(s, "live", SHEET_NUMBER);
    sheet_column(s, "unit", 0);
    size_t front = s->columns;
    for (size_t k = 0; k < m->lane_count; k++) {
        for (size_t p = 0; p < LANE_COLUMNS; p++) {
            snprintf(names->of[k][p], MATRIX_NAME_MAX, "%.64s_%s", m->lanes[k], parts[p]);
            sheet_column(s, names->of[k][p], p < LANE_COLUMNS - 1 ? SHEET_NUMBER : 0);
        }
    }
    return front;
}

static void put_data_cell(struct sheet *s, size_t column, const struct runfile_row *row)
{
    put_number(s, column, row->baseline_value);
    put_number(s, column + 1, row->delta);
    put_number(s, column + 2, (row->high - row->low) / 2);
    sheet_put(s, column + 3, "%s", row->verdict);
}

/* The lines of `m` under the lanes of `all`. */
static void add_data_rows(const struct matrix *m, const struct matrix *all, size_t front,
                          struct sheet *s)
{
    for (size_t i = 0; i < m->line_count && !s->error; i++) {
        const struct matrix_line *line = &m->lines[i];
        sheet_row(s);
        sheet_put(s, 0, "%s", line->group);
        sheet_put(s, 1, "%s", line->scenario);
        sheet_put(s, 2, "%" PRIu64, line->size_bytes);
        sheet_put(s, 3, "%" PRIu64, line->live);
        sheet_put(s, 4, "%s", m->unit);
        for (size_t k = 0; k < all->lane_count; k++)
            for (size_t own = 0; own < m->lane_count; own++)
                if (line->cells[own] && strcmp(m->lanes[own], all->lanes[k]) == 0)
                    put_data_cell(s, front + LANE_COLUMNS * k, line->cells[own]);
    }
}

void matrix_sheet_data(const struct matrix *times, const struct matrix *leaks,
                       struct matrix_names *names, struct sheet *s)
{
    const struct matrix *all = times->lane_count > 0 ? times : leaks;
    size_t front = add_data_columns(all, names, s);
    add_data_rows(times, all, front, s);
    add_data_rows(leaks, all, front, s);
}
