/* SPDX-License-Identifier: MIT
 *
 * The views of `show` that have a line for each row of the run.
 */
#include "bench/plan.h"
#include "grid.h"
#include "show.h"
#include "terminal.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int is_wanted(const struct runfile_row *row, const char *metric,
                     const struct matrix_filter *filter)
{
    return strcmp(row->metric, metric) == 0 &&
           plan_is_wanted(filter->globs, filter->glob_count, row->scenario);
}

/* The first columns of all views: those of the case. */
enum { SCENARIO, SIZE, LIVE, LANE, CASE_COLUMNS };

static void add_case_columns(struct sheet *s)
{
    sheet_column(s, "scenario", 0);
    sheet_column(s, "size", SHEET_RIGHT);
    sheet_column(s, "live", SHEET_RIGHT | SHEET_SPARE);
    sheet_column(s, "lane", 0);
}

static void start_case(struct sheet *s, const struct runfile_row *row)
{
    char text[32];
    sheet_row(s);
    sheet_put(s, SCENARIO, "%s", row->scenario);
    sheet_put(s, SIZE, "%s", grid_size(row->size_bytes, text, sizeof text));
    if (row->live != 1)
        sheet_put(s, LIVE, "%" PRIu64, row->live);
    sheet_put(s, LANE, "%s", row->allocator);
}

static void put_time(struct sheet *s, size_t column, double ns)
{
    if (!isnan(ns))
        sheet_put(s, column, "%.*f", ns < 100 ? 2 : 0, ns);
}

static void put_verdict(struct sheet *s, size_t column, const struct runfile_row *row)
{
    static const struct {
        const char *verdict, *color;
        int explained; /* the row's note says why */
    } kinds[] = { { "slower", "yellow", 0 },
                  { "faster", "green", 0 },
                  { "unresolved", "cyan", 0 },
                  { "no-verdict", "magenta", 1 },
                  { "failed", "red", 1 } };
    sheet_put(s, column, "%s", row->verdict);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(row->verdict, kinds[i].verdict) != 0)
            continue;
        sheet_color(s, column, kinds[i].color);
        if (kinds[i].explained && row->note[0])
            sheet_put(s, column, "%s: %s", row->verdict, row->note);
    }
}

/* The row of another metric for the same case and variants. The rows of a case are
 * neighbours, so the search begins at `row`. */
static const struct runfile_row *find_beside(const struct runfile *run,
                                             const struct runfile_row *row, const char *metric)
{
    for (const struct runfile_row *r = row; r < run->rows + run->row_count; r++) {
        if (strcmp(r->scenario, row->scenario) != 0 || r->size_bytes != row->size_bytes ||
            r->live != row->live || strcmp(r->allocator, row->allocator) != 0)
            return NULL;
        if (strcmp(r->metric, metric) == 0 && strcmp(r->variant, row->variant) == 0)
            return r;
    }
    return NULL;
}

static void put_exact(struct sheet *s, size_t column, const struct runfile_row *row)
{
    if (row && !isnan(row->value))
        sheet_put(s, column, "%.10g", row->value);
}

static void put_interval(struct sheet *s, size_t column, const struct runfile_row *row, int d)
{
    if (!isnan(row->low))
        sheet_put(s, column, "%+.*f %s %+.*f", d, row->low, terminal_sign(SIGN_TO), d, row->high);
}

void show_sheet_rows(const struct runfile *run, const struct matrix_filter *filter, struct sheet *s)
{
    enum { VARIANT = CASE_COLUMNS, STACK, COST, INTERVAL, RATIO, ALLOCS, BYTES, KEPT, VERDICT };
    static const char *const names[] = { "variant", "stack ns", "cost ns", "95 % interval",
                                         "ratio",   "allocs",   "bytes",   "kept turns" };
    add_case_columns(s);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        sheet_column(s, names[i], i == 0 ? 0 : SHEET_RIGHT | (i == 1 || i >= 3 ? SHEET_SPARE : 0));
    sheet_column(s, "verdict", 0);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_wanted(row, "time", filter) || runfile_is_step(row))
            continue;
        start_case(s, row);
        sheet_put(s, VARIANT, "%s", row->variant);
        put_time(s, STACK, row->baseline_value);
        int d = grid_decimals((row->high - row->low) / 2);
        if (!isnan(row->delta))
            sheet_put(s, COST, "%+.*f", d, row->delta);
        put_interval(s, INTERVAL, row, d);
        if (!isnan(row->ratio))
            sheet_put(s, RATIO, "%.*f", row->ratio < 100 ? 2 : 0, row->ratio);
        put_exact(s, ALLOCS, find_beside(run, row, "allocs"));
        put_exact(s, BYTES, find_beside(run, row, "alloc-bytes"));
        if (row->turns_total > 0)
            sheet_put(s, KEPT, "%" PRIu64 "/%" PRIu64, row->turns_kept, row->turns_total);
        put_verdict(s, VERDICT, row);
    }
}

static void put_step(struct sheet *s, size_t column, const struct runfile_row *row)
{
    if (isnan(row->delta))
        return;
    double half = (row->high - row->low) / 2;
    int d = grid_decimals(half);
    if (isnan(half))
        sheet_put(s, column, "%+.2f", row->delta);
    else
        sheet_put(s, column, "%+.*f %s%.*f", d, row->delta, terminal_sign(SIGN_PLUS_MINUS), d,
                  half);
}

/* Starts a case's line with its escape cost, if the rows from `first` on have steps. */
static int start_ladder(struct sheet *s, const struct runfile *run, size_t first, size_t stack,
                        size_t cost)
{
    const struct runfile_row *row = &run->rows[first];
    if (strcmp(row->variant, "heap") != 0 || runfile_is_step(row))
        return 0;
    if (!find_beside(run, row, "time"))
        return 0;
    for (size_t i = first; i < run->row_count; i++) {
        const struct runfile_row *r = &run->rows[i];
        if (strcmp(r->scenario, row->scenario) != 0 || r->size_bytes != row->size_bytes ||
            r->live != row->live || strcmp(r->allocator, row->allocator) != 0)
            return 0;
        if (strcmp(r->metric, "time") == 0 && runfile_is_step(r)) {
            start_case(s, row);
            put_time(s, stack, row->baseline_value);
            put_step(s, cost, row);
            return 1;
        }
    }
    return 0;
}

void show_sheet_ladder(const struct runfile *run, const struct matrix_filter *filter,
                       struct sheet *s)
{
    enum { STACK = CASE_COLUMNS, REUSED, BUMP, LIFO, ALLOC, HEAP, COST, COLUMNS };
    enum { MANY = SHEET_MARGIN, FEW = SHEET_MARGIN | SHEET_SPARE }; /* cases have it */
    static const struct {
        const char *name;
        unsigned flags;
    } columns[] = { { "stack ns", SHEET_SPARE },
                    { "reused", MANY },
                    { "bump", MANY },
                    { "lifo", FEW },
                    { "alloc", FEW },
                    { "heap", MANY },
                    { "cost ns", 0 } };
    int open = 0;
    add_case_columns(s);
    for (size_t i = 0; i < COLUMNS - CASE_COLUMNS; i++)
        sheet_column(s, columns[i].name, SHEET_RIGHT | columns[i].flags);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_wanted(row, "time", filter))
            continue;
        if (!runfile_is_step(row)) {
            int started = start_ladder(s, run, i, STACK, COST);
            open = started || (open && find_beside(run, row - 1, "time") == row - 1 &&
                               strcmp(row->scenario, row[-1].scenario) == 0);
            continue;
        }
        for (size_t c = REUSED; open && c <= HEAP; c++)
            if (strcmp(columns[c - CASE_COLUMNS].name, row->variant) == 0)
                put_step(s, c, row);
    }
}

void show_sheet_leaks(const struct runfile *run, const struct matrix_filter *filter,
                      struct sheet *s)
{
    enum { BLOCKS = CASE_COLUMNS, RELEASED, RETAINED, RSS, INTERVAL, RESERVED, VERDICT };
    static const char *const names[] = { "blocks",   "released B",    "retained B",
                                         "in RAM B", "95 % interval", "address space B" };
    add_case_columns(s);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        sheet_column(s, names[i], SHEET_RIGHT | (i >= 3 ? SHEET_SPARE : 0));
    sheet_column(s, "verdict", 0);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_wanted(row, "retained-bytes", filter))
            continue;
        const struct runfile_row *rss = find_beside(run, row, "retained-rss-bytes");
        const struct runfile_row *reserved = find_beside(run, row, "retained-reserved-bytes");
        start_case(s, row);
        put_exact(s, BLOCKS, find_beside(run, row, "retained-allocs"));
        if (!isnan(row->baseline_value))
            sheet_put(s, RELEASED, "%.0f", row->baseline_value);
        if (!isnan(row->value))
            sheet_put(s, RETAINED, "%.0f", row->value);
        if (rss && !isnan(rss->delta))
            sheet_put(s, RSS, "%+.0f", rss->delta);
        if (rss)
            put_interval(s, INTERVAL, rss, 0);
        if (reserved && !isnan(reserved->delta))
            sheet_put(s, RESERVED, "%+.0f", reserved->delta);
        put_verdict(s, VERDICT, row);
        if (strcmp(row->verdict, "slower") == 0 || strcmp(row->verdict, "faster") == 0)
            sheet_put(s, VERDICT, "%s", row->verdict[0] == 's' ? "more" : "less");
    }
}

int show_is_missing(const struct runfile_row *row)
{
    return runfile_is_headline(row) &&
           (strcmp(row->verdict, "no-verdict") == 0 || strcmp(row->verdict, "unresolved") == 0 ||
            strcmp(row->verdict, "failed") == 0);
}

#define QUIET_TURNS "too few quiet turns"

/* Which rows lack a verdict for which reason, and what helps. */
struct lack {
    const char *word; /* in the row's note; NULL: in none */
    const char *kind, *help;
};

static const struct lack *find_lack(const struct runfile_row *row)
{
    static const struct lack lacks[] = {
        { QUIET_TURNS, "Too few quiet turns",
          "a quieter core; go on with the run at another time (run --resume), or measure on "
          "another core (--cpu)" },
        { "out of time", "Out of time", "more time: run --resume, or a larger --max-time" },
        { "interrupted", "Interrupted", "run --resume" },
        { "collections", "Too few collections", "more time: run --resume" },
        { NULL, "Others without a verdict", "run --resume" },
    };
    static const struct lack unresolved = { NULL, "Unresolved",
                                            "more workers: run --resume; or be content with "
                                            "the interval" };
    static const struct lack failed = { NULL, "Failed", "what the row says has to be mended" };
    const struct lack *lack = lacks;
    if (strcmp(row->verdict, "unresolved") == 0)
        return &unresolved;
    if (strcmp(row->verdict, "failed") == 0)
        return &failed;
    while (lack->word && !strstr(row->note, lack->word))
        lack++;
    return lack;
}

const char *show_help(const struct runfile_row *row)
{
    return find_lack(row)->help;
}

const char *show_kind(const struct runfile_row *row)
{
    return find_lack(row)->kind;
}

/* Why a row has no verdict, in a few words. */
static void put_reason(struct sheet *s, size_t column, const struct runfile_row *row)
{
    const char *more = strstr(row->note, "; mean over "); /* which explains no failure */
    if (strcmp(row->verdict, "unresolved") == 0)
        sheet_put(s, column, "unresolved after %" PRIu64 " workers", row->workers);
    else if (strcmp(row->verdict, "failed") == 0)
        sheet_put(s, column, "FAILED: %.*s", (int) (more ? more - row->note : INT_MAX), row->note);
    else if (strstr(row->note, QUIET_TURNS))
        sheet_put(s, column, "%s (%" PRIu64 " of %" PRIu64 ")", QUIET_TURNS, row->turns_kept,
                  row->turns_total);
    else
        sheet_put(s, column, "%.*s", (int) strcspn(row->note, ";"), row->note);
}

void show_sheet_why(const struct runfile *run, const struct matrix_filter *filter, struct sheet *s)
{
    enum { VARIANT = CASE_COLUMNS, COST, NOTE };
    add_case_columns(s);
    sheet_column(s, "variant", SHEET_SPARE);
    sheet_column(s, "cost ns", SHEET_RIGHT | SHEET_SPARE);
    sheet_column(s, "why", 0);
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!show_is_missing(row) ||
            !plan_is_wanted(filter->globs, filter->glob_count, row->scenario))
            continue;
        start_case(s, row);
        sheet_put(s, VARIANT, "%s", row->variant);
        put_step(s, COST, row);
        put_reason(s, NOTE, row);
    }
}
