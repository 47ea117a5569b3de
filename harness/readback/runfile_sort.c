/* SPDX-License-Identifier: MIT
 *
 * Reads a samples.csv whose rows were sorted another way: sorts them by case, worker and
 * turn. Only such a file is held in memory whole.
 */
#include "harness/base/array.h"
#include "harness/base/csvfile.h"
#include "harness/figures/columns.h"
#include "runfile_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 2, NUMBERS = 4, KEYS = TEXTS + NUMBERS };

/* The columns that rows are sorted by: texts, then numbers. */
static const unsigned char keys[KEYS] = { SAMPLES_SCENARIO, SAMPLES_ALLOCATOR, SAMPLES_SIZE_BYTES,
                                          SAMPLES_LIVE,     SAMPLES_WORKER,    SAMPLES_TURN };

/* A row as text, with its sort key. */
struct sorted_row {
    char *line, *texts[TEXTS];
    uint64_t numbers[NUMBERS];
    size_t place; /* place in the file, so that equal rows keep their order */
};

struct sorting {
    int columns[SAMPLES_COLUMNS];
    char *header;
    struct sorted_row *rows;
    size_t count, size;
};

static char *line_of(const struct csvfile *file)
{
    char *line = NULL;
    size_t length;
    FILE *out = open_memstream(&line, &length);
    if (!out)
        return NULL;
    for (size_t i = 0; i < file->count; i++) {
        fputs(i ? ",\"" : "\"", out);
        for (const char *c = csvfile_text(file, (int) i); *c; c++) {
            if (*c == '"')
                fputc('"', out);
            fputc(*c, out);
        }
        fputc('"', out);
    }
    fputc('\n', out);
    if (fclose(out) == 0)
        return line;
    free(line);
    return NULL;
}

static int on_header(struct csvfile *file, void *context)
{
    struct sorting *s = context;
    s->header = line_of(file);
    return s->header ? csvfile_find_needed(file, samples_columns, keys, KEYS, s->columns) : -ENOMEM;
}

static int on_row(struct csvfile *file, void *context)
{
    struct sorting *s = context;
    struct sorted_row *rows = array_grow(s->rows, s->count, &s->size, sizeof *rows);
    if (!rows)
        return -ENOMEM;
    s->rows = rows;
    struct sorted_row *row = &s->rows[s->count];
    *row = (struct sorted_row){ .place = s->count };
    s->count++;
    row->line = line_of(file);
    int error = row->line ? 0 : -ENOMEM;
    for (int i = 0; i < TEXTS && !error; i++) {
        row->texts[i] = strdup(csvfile_text(file, s->columns[keys[i]]));
        error = row->texts[i] ? 0 : -ENOMEM;
    }
    for (int i = 0; i < NUMBERS && !error; i++) {
        enum samples_column key = keys[TEXTS + i];
        error = csvfile_whole(file, s->columns[key], samples_columns[key], &row->numbers[i]);
    }
    return error;
}

static int by_key(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;
    int order = 0;
    for (int i = 0; i < TEXTS && order == 0; i++)
        order = strcmp(x->texts[i], y->texts[i]);
    for (int i = 0; i < NUMBERS && order == 0; i++)
        order = (x->numbers[i] > y->numbers[i]) - (x->numbers[i] < y->numbers[i]);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static FILE *write_sorted(const struct sorting *s)
{
    FILE *out = tmpfile();
    if (!out)
        return NULL;
    fputs(s->header, out);
    for (size_t i = 0; i < s->count; i++)
        fputs(s->rows[i].line, out);
    if (fflush(out) == 0 && fseek(out, 0, SEEK_SET) == 0)
        return out;
    fclose(out);
    return NULL;
}

/* Makes a temporary file with the rows of samples.csv, from its start, in order. */
static int sort_samples(struct runfile *run, const char *name, FILE *stream, FILE **sorted)
{
    struct sorting s = { .count = 0 };
    struct csvfile file = {
        .name = name, .header = on_header, .row = on_row, .context = &s, .drop_torn = 1
    };
    *sorted = NULL;
    int error = fseek(stream, 0, SEEK_SET) == 0 ? csvfile_read(&file, stream) : -errno;
    if (error)
        snprintf(run->error, sizeof run->error, "%s", file.error);
    run->torn |= file.torn;
    if (!error) {
        if (s.count > 0)
            qsort(s.rows, s.count, sizeof *s.rows, by_key);
        *sorted = write_sorted(&s);
        error = *sorted ? 0 : -errno;
    }
    for (size_t i = 0; i < s.count; i++) {
        free(s.rows[i].line);
        for (int k = 0; k < TEXTS; k++)
            free(s.rows[i].texts[k]);
    }
    free(s.rows);
    free(s.header);
    return error;
}

int runfile_read_samples(struct runfile *run, const char *name, FILE *stream)
{
    FILE *sorted;
    int unordered, error = runfile_read_ordered(run, name, stream, &unordered);
    if (!unordered)
        return error;
    for (size_t i = 0; i < run->row_count; i++) {
        free(run->rows[i].results);
        run->rows[i].results = NULL;
        run->rows[i].result_count = 0;
    }
    run->error[0] = '\0';
    char sorted_name[PATH_MAX + 16];
    snprintf(sorted_name, sizeof sorted_name, "%s, sorted", name);
    error = sort_samples(run, name, stream, &sorted);
    if (!error)
        error = runfile_read_ordered(run, sorted_name, sorted, &unordered);
    if (sorted)
        fclose(sorted);
    return error;
}
