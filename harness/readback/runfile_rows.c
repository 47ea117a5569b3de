/* SPDX-License-Identifier: MIT */
#include "harness/base/array.h"
#include "harness/base/csvfile.h"
#include "harness/base/plain.h"
#include "harness/figures/columns.h"
#include "harness/subject/ladder.h"
#include "runfile_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The columns that a table must have. It may lack the others, which only `show` reads. */
static const unsigned char needed[] = {
    TABLE_SCENARIO, TABLE_ORIGIN,   TABLE_SIZE_BYTES, TABLE_LIVE,       TABLE_ALLOCATOR,
    TABLE_VARIANT,  TABLE_BASELINE, TABLE_METRIC,     TABLE_UNIT,       TABLE_BASELINE_VALUE,
    TABLE_VALUE,    TABLE_DELTA,    TABLE_DELTA_LOW,  TABLE_DELTA_HIGH, TABLE_VERDICT,
    TABLE_WORKERS,  TABLE_NOTE,
};

struct rows_reading {
    struct runfile *run;
    const struct runfile_filter *filter;
    int columns[TABLE_COLUMNS]; /* -1: not in this table */
    size_t size;                /* how many rows there is room for */
};

/* How comparison.csv marks the control, which struct scenario marks by a flag. */
static const char control_origin[] = "control";

int runfile_is_step(const struct runfile_row *row)
{
    return ladder_is_rung(row->variant) || ladder_is_rung(row->baseline);
}

int runfile_is_headline(const struct runfile_row *row)
{
    return (strcmp(row->metric, "time") == 0 || strcmp(row->metric, "retained-bytes") == 0) &&
           !runfile_is_step(row);
}

int runfile_is_control(const struct runfile_row *row)
{
    return strcmp(row->origin, control_origin) == 0;
}

/* A run has one copy of each string, so pointers can be compared. */
int runfile_is_same_case(const struct runfile_row *a, const struct runfile_row *b)
{
    return a->scenario == b->scenario && a->allocator == b->allocator &&
           a->size_bytes == b->size_bytes && a->live == b->live;
}

static int on_header(struct csvfile *file, void *context)
{
    struct rows_reading *r = context;
    return csvfile_find_needed(file, table_columns, needed, sizeof needed, r->columns);
}

/* Whether a row is a step of a ladder. Steps split an escape cost. As further rows of a
 * comparison they would only weaken its tests. */
static int is_step(const struct csvfile *file, const struct rows_reading *r)
{
    return ladder_is_rung(csvfile_text(file, r->columns[TABLE_VARIANT])) ||
           ladder_is_rung(csvfile_text(file, r->columns[TABLE_BASELINE]));
}

static int is_wanted(const struct csvfile *file, const struct rows_reading *r)
{
    const struct runfile_filter *f = r->filter;
    return (!f->metric || strcmp(csvfile_text(file, r->columns[TABLE_METRIC]), f->metric) == 0) &&
           (!f->allocator ||
            strcmp(csvfile_text(file, r->columns[TABLE_ALLOCATOR]), f->allocator) == 0) &&
           (!f->is_wanted ||
            strcmp(csvfile_text(file, r->columns[TABLE_ORIGIN]), control_origin) == 0 ||
            f->is_wanted(csvfile_text(file, r->columns[TABLE_SCENARIO]), f->context));
}

/* A note may quote what another program wrote. */
static const char *plain_name(struct runfile *run, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return NULL;
    plain_make(copy);
    const char *name = runfile_name(run, copy);
    free(copy);
    return name;
}

static int read_texts(struct csvfile *file, const struct rows_reading *r, struct runfile_row *row)
{
    const struct {
        enum table_column column;
        const char **text;
    } texts[] = {
        { TABLE_SCENARIO, &row->scenario },   { TABLE_ORIGIN, &row->origin },
        { TABLE_ALLOCATOR, &row->allocator }, { TABLE_VARIANT, &row->variant },
        { TABLE_BASELINE, &row->baseline },   { TABLE_METRIC, &row->metric },
        { TABLE_UNIT, &row->unit },           { TABLE_VERDICT, &row->verdict },
        { TABLE_NOTE, &row->note },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = csvfile_text(file, r->columns[texts[i].column]);
        int is_note = texts[i].column == TABLE_NOTE;
        if (!is_note && !plain_is(text))
            return csvfile_refuse(file, "%s has a control character",
                                  table_columns[texts[i].column]);
        *texts[i].text = is_note ? plain_name(r->run, text) : runfile_name(r->run, text);
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
        enum table_column column;
        uint64_t *number;
    } wholes[] = { { TABLE_SIZE_BYTES, &row->size_bytes },
                   { TABLE_LIVE, &row->live },
                   { TABLE_WORKERS, &row->workers } };
    const struct {
        enum table_column column;
        double *number;
    } numbers[] = {
        { TABLE_BASELINE_VALUE, &row->baseline_value },
        { TABLE_VALUE, &row->value },
        { TABLE_DELTA, &row->delta },
        { TABLE_DELTA_LOW, &row->low },
        { TABLE_DELTA_HIGH, &row->high },
    };
    int error = 0;
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes && !error; i++)
        error = csvfile_whole(file, r->columns[wholes[i].column], table_columns[wholes[i].column],
                              wholes[i].number);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !error; i++)
        error = csvfile_number(file, r->columns[numbers[i].column],
                               table_columns[numbers[i].column], numbers[i].number);
    if (!error && row->low > row->high)
        error = csvfile_refuse(file, "delta_low is above delta_high");
    return error;
}

/* Reads the columns that a table may lack. */
static int read_more(struct csvfile *file, const struct rows_reading *r, struct runfile_row *row)
{
    double *const ratios[] = { &row->ratio, &row->ratio_low, &row->ratio_high };
    uint64_t *const turns[] = { &row->turns_kept, &row->turns_total };
    int error = 0;
    for (size_t i = 0; i < 3 && !error; i++) {
        int column = r->columns[TABLE_RATIO + i];
        *ratios[i] = NAN;
        if (column >= 0)
            error = csvfile_number(file, column, table_columns[TABLE_RATIO + i], ratios[i]);
    }
    for (size_t i = 0; i < 2 && !error; i++) {
        int column = r->columns[TABLE_TURNS_KEPT + i];
        if (column >= 0 && *csvfile_text(file, column))
            error = csvfile_whole(file, column, table_columns[TABLE_TURNS_KEPT + i], turns[i]);
    }
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
    struct runfile_row *rows = array_grow(run->rows, run->row_count, &r->size, sizeof *rows);
    if (!rows)
        return -ENOMEM;
    run->rows = rows;
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
