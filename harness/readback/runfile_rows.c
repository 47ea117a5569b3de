/* SPDX-License-Identifier: MIT */
#include "harness/base/csvfile.h"
#include "harness/subject/ladder.h"
#include "runfile_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The columns that are read, found by name. The table may have others. */
enum column {
    SCENARIO,
    ORIGIN,
    SIZE_BYTES,
    LIVE,
    ALLOCATOR,
    VARIANT_NAME,
    BASELINE,
    METRIC,
    UNIT,
    BASELINE_VALUE,
    VALUE_CELL,
    DELTA,
    DELTA_LOW,
    DELTA_HIGH,
    VERDICT,
    WORKERS,
    NOTE,
    COLUMNS
};

/* Columns that a table may lack, because only `show` reads them. */
enum more { RATIO, RATIO_LOW, RATIO_HIGH, TURNS_KEPT, TURNS_TOTAL, MORE };

static const char *const more_names[MORE] = { "ratio", "ratio_low", "ratio_high", "turns_kept",
                                              "turns_total" };

static const char *const column_names[COLUMNS + 1] = {
    "scenario",  "origin",     "size_bytes", "live",           "allocator", "variant",
    "baseline",  "metric",     "unit",       "baseline_value", "value",     "delta",
    "delta_low", "delta_high", "verdict",    "workers",        "note",      NULL,
};

struct rows_reading {
    struct runfile *run;
    const struct runfile_filter *filter;
    int columns[COLUMNS];
    int more[MORE]; /* -1: not in this table */
    size_t size;    /* how many rows there is room for */
};

static int on_header(struct csvfile *file, void *context)
{
    struct rows_reading *r = context;
    for (size_t i = 0; i < MORE; i++)
        r->more[i] = csvfile_find(file, more_names[i]);
    return csvfile_find_all(file, column_names, r->columns);
}

/* Whether a row is a step of a ladder. Steps split an escape cost. As further rows of a
 * comparison they would only weaken its tests. */
static int is_step(const struct csvfile *file, const struct rows_reading *r)
{
    return ladder_is_rung(csvfile_text(file, r->columns[VARIANT_NAME])) ||
           ladder_is_rung(csvfile_text(file, r->columns[BASELINE]));
}

static int is_wanted(const struct csvfile *file, const struct rows_reading *r)
{
    const struct runfile_filter *f = r->filter;
    return (!f->metric || strcmp(csvfile_text(file, r->columns[METRIC]), f->metric) == 0) &&
           (!f->allocator ||
            strcmp(csvfile_text(file, r->columns[ALLOCATOR]), f->allocator) == 0) &&
           (!f->is_wanted || strcmp(csvfile_text(file, r->columns[ORIGIN]), "control") == 0 ||
            f->is_wanted(csvfile_text(file, r->columns[SCENARIO]), f->context));
}

static int read_texts(struct csvfile *file, const struct rows_reading *r, struct runfile_row *row)
{
    const struct {
        enum column column;
        const char **text;
    } texts[] = {
        { SCENARIO, &row->scenario },   { ORIGIN, &row->origin },
        { ALLOCATOR, &row->allocator }, { VARIANT_NAME, &row->variant },
        { BASELINE, &row->baseline },   { METRIC, &row->metric },
        { UNIT, &row->unit },           { VERDICT, &row->verdict },
        { NOTE, &row->note },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i].text = runfile_name(r->run, csvfile_text(file, r->columns[texts[i].column]));
        if (!*texts[i].text)
            return -ENOMEM;
    }
    if (!*row->scenario || !*row->allocator || !*row->variant || !*row->metric)
        return csvfile_refuse(file, "scenario, allocator, variant and metric must not be empty");
    return 0;
}

static int read_numbers(struct csvfile *file, const struct rows_reading *r, struct runfile_row *row)
{
    const struct {
        enum column column;
        uint64_t *number;
    } wholes[] = { { SIZE_BYTES, &row->size_bytes },
                   { LIVE, &row->live },
                   { WORKERS, &row->workers } };
    const struct {
        enum column column;
        double *number;
    } numbers[] = {
        { BASELINE_VALUE, &row->baseline_value },
        { VALUE_CELL, &row->value },
        { DELTA, &row->delta },
        { DELTA_LOW, &row->low },
        { DELTA_HIGH, &row->high },
    };
    int error = 0;
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes && !error; i++)
        error = csvfile_whole(file, r->columns[wholes[i].column], column_names[wholes[i].column],
                              wholes[i].number);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !error; i++)
        error = csvfile_number(file, r->columns[numbers[i].column], column_names[numbers[i].column],
                               numbers[i].number);
    if (!error && row->low > row->high)
        error = csvfile_refuse(file, "delta_low is above delta_high");
    return error;
}

static int read_more(struct csvfile *file, const struct rows_reading *r, struct runfile_row *row)
{
    double *const ratios[] = { &row->ratio, &row->ratio_low, &row->ratio_high };
    uint64_t *const turns[] = { &row->turns_kept, &row->turns_total };
    int error = 0;
    for (size_t i = 0; i < 3 && !error; i++) {
        *ratios[i] = NAN;
        if (r->more[RATIO + i] >= 0)
            error = csvfile_number(file, r->more[RATIO + i], more_names[RATIO + i], ratios[i]);
    }
    for (size_t i = 0; i < 2 && !error; i++)
        if (r->more[TURNS_KEPT + i] >= 0 && *csvfile_text(file, r->more[TURNS_KEPT + i]))
            error =
                csvfile_whole(file, r->more[TURNS_KEPT + i], more_names[TURNS_KEPT + i], turns[i]);
    return error;
}

static int on_row(struct csvfile *file, void *context)
{
    struct rows_reading *r = context;
    struct runfile *run = r->run;
    struct runfile_row row = { .line = file->line };
    if (!is_wanted(file, r) || (!r->filter->with_steps && is_step(file, r)))
        return 0;
    if (run->row_count == RUNFILE_ROWS_MAX)
        return csvfile_refuse(file, "more than %d rows: this is no run", RUNFILE_ROWS_MAX);
    if (run->row_count == r->size) {
        size_t size = r->size ? 2 * r->size : 64;
        struct runfile_row *more = realloc(run->rows, size * sizeof *more);
        if (!more)
            return -ENOMEM;
        run->rows = more;
        r->size = size;
    }
    int error = read_texts(file, r, &row);
    if (!error)
        error = read_numbers(file, r, &row);
    if (!error)
        error = read_more(file, r, &row);
    if (!error)
        run->rows[run->row_count++] = row;
    return error;
}

static int by_key(const void *a, const void *b)
{
    const struct runfile_row *x = *(struct runfile_row *const *) a;
    const struct runfile_row *y = *(struct runfile_row *const *) b;
    int order = runfile_order(x, y, 0);
    order = order ? order : strcmp(x->baseline, y->baseline);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Whether two rows are about the same. Rows of a ladder may have the same variant with two
 * baselines. */
static int is_twin(const struct runfile_row *a, const struct runfile_row *b, int with_steps)
{
    return runfile_order(a, b, 0) == 0 && (!with_steps || a->baseline == b->baseline);
}

/* -EINVAL if two rows are about the same; the message names the second of the first such
 * pair. */
static int refuse_duplicates(struct runfile *run, struct csvfile *file, int with_steps)
{
    struct runfile_row **sorted = malloc((run->row_count + 1) * sizeof *sorted), *twin = NULL;
    if (!sorted)
        return -ENOMEM;
    for (size_t i = 0; i < run->row_count; i++)
        sorted[i] = &run->rows[i];
    qsort(sorted, run->row_count, sizeof *sorted, by_key);
    for (size_t i = 1; i < run->row_count; i++) {
        if (!is_twin(sorted[i - 1], sorted[i], with_steps))
            continue;
        if (!twin || sorted[i]->line < file->line) {
            twin = sorted[i - 1];
            file->line = sorted[i]->line;
        }
    }
    free(sorted);
    return twin ? csvfile_refuse(file, "the same case, variant and metric as line %zu", twin->line)
                : 0;
}

int runfile_read_rows(struct runfile *run, const struct runfile_filter *filter, const char *name,
                      FILE *stream)
{
    struct rows_reading reading = { .run = run, .filter = filter };
    struct csvfile file = { .name = name, .header = on_header, .row = on_row, .context = &reading };
    int error = csvfile_read(&file, stream);
    struct runfile_row *fitted = realloc(run->rows, (run->row_count + 1) * sizeof *fitted);
    if (fitted)
        run->rows = fitted; /* gives back unused memory, because many runs may be loaded at once */
    if (!error)
        error = refuse_duplicates(run, &file, filter->with_steps);
    if (error)
        snprintf(run->error, sizeof run->error, "%s", file.error);
    return error;
}
