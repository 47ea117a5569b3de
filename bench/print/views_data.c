/* SPDX-License-Identifier: MIT
 *
 * The views of `show` for programs: rows of the run with all that comparison.csv has of
 * them.
 */
#include "bench/plan.h"
#include "harness/base/csv.h"
#include "show.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

/* Whether the case of row `i` has steps. Rows of a case are neighbours. */
static int has_steps(const struct runfile *run, size_t i)
{
    const struct runfile_row *row = &run->rows[i];
    size_t first = i;
    while (first > 0 && runfile_is_same_case(&run->rows[first - 1], row))
        first--;
    for (size_t k = first; k < run->row_count && runfile_is_same_case(&run->rows[k], row); k++)
        if (runfile_is_step(&run->rows[k]))
            return 1;
    return 0;
}

static int is_in_view(const struct runfile *run, size_t i, enum show_view view)
{
    const struct runfile_row *row = &run->rows[i];
    int leak = strncmp(row->metric, "retained-", strlen("retained-")) == 0;
    int time = strcmp(row->metric, "time") == 0;
    switch (view) {
    case SHOW_LADDER:
        return time && has_steps(run, i);
    case SHOW_LEAKS:
        return leak;
    case SHOW_WHY:
        return show_is_missing(row);
    default:
        return !leak && !runfile_is_step(row);
    }
}

enum kind { TEXT, COUNT, NUMBER };

/* The columns of comparison.csv, but for `origin`. */
static const struct column {
    const char *name;
    enum kind kind;
    size_t at; /* in struct runfile_row */
} columns[] = {
    { "scenario", TEXT, offsetof(struct runfile_row, scenario) },
    { "size_bytes", COUNT, offsetof(struct runfile_row, size_bytes) },
    { "live", COUNT, offsetof(struct runfile_row, live) },
    { "allocator", TEXT, offsetof(struct runfile_row, allocator) },
    { "variant", TEXT, offsetof(struct runfile_row, variant) },
    { "baseline", TEXT, offsetof(struct runfile_row, baseline) },
    { "metric", TEXT, offsetof(struct runfile_row, metric) },
    { "unit", TEXT, offsetof(struct runfile_row, unit) },
    { "baseline_value", NUMBER, offsetof(struct runfile_row, baseline_value) },
    { "value", NUMBER, offsetof(struct runfile_row, value) },
    { "delta", NUMBER, offsetof(struct runfile_row, delta) },
    { "delta_low", NUMBER, offsetof(struct runfile_row, low) },
    { "delta_high", NUMBER, offsetof(struct runfile_row, high) },
    { "ratio", NUMBER, offsetof(struct runfile_row, ratio) },
    { "ratio_low", NUMBER, offsetof(struct runfile_row, ratio_low) },
    { "ratio_high", NUMBER, offsetof(struct runfile_row, ratio_high) },
    { "verdict", TEXT, offsetof(struct runfile_row, verdict) },
    { "workers", COUNT, offsetof(struct runfile_row, workers) },
    { "turns_kept", COUNT, offsetof(struct runfile_row, turns_kept) },
    { "turns_total", COUNT, offsetof(struct runfile_row, turns_total) },
    { "note", TEXT, offsetof(struct runfile_row, note) },
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_cell(struct sheet *s, size_t i, const struct runfile_row *row)
{
    const void *cell = (const char *) row + columns[i].at;
    struct csv_row number;
    switch (columns[i].kind) {
    case TEXT:
        sheet_put(s, i, "%s", *(const char *const *) cell);
        break;
    case COUNT:
        sheet_put(s, i, "%" PRIu64, *(const uint64_t *) cell);
        break;
    case NUMBER:
        csv_start(&number); /* as many digits as comparison.csv has */
        csv_number(&number, *(const double *) cell);
        sheet_put(s, i, "%.*s", (int) number.length, number.text);
    }
}

void show_sheet_data(const struct runfile *run, enum show_view view,
                     const struct matrix_filter *filter, struct sheet *s)
{
    for (size_t i = 0; i < COLUMNS; i++)
        sheet_column(s, columns[i].name, columns[i].kind == TEXT ? 0 : SHEET_NUMBER);
    if (view == SHOW_WHY)
        sheet_column(s, "help", 0);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!plan_is_wanted(filter->globs, filter->glob_count, row->scenario) ||
            !is_in_view(run, i, view))
            continue;
        sheet_row(s);
        for (size_t k = 0; k < COLUMNS; k++)
            put_cell(s, k, row);
        if (view == SHOW_WHY)
            sheet_put(s, COLUMNS, "%s", show_help(row));
    }
}
