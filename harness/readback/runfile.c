/* SPDX-License-Identifier: MIT */
#include "runfile.h"
#include "harness/base/files.h"
#include "harness/base/plain.h"
#include "harness/figures/metric.h"
#include "harness/figures/spread_history.h"
#include "runfile_internal.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <search.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int runfile_refuse(struct runfile *run, int error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->error, sizeof run->error, format, arguments);
    va_end(arguments);
    return error;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

const char *runfile_known(const struct runfile *run, const char *text)
{
    char *const *found = tfind(text, &run->names, by_text);
    return found ? *found : NULL;
}

const char *runfile_name(struct runfile *run, const char *text)
{
    const char *known = runfile_known(run, text);
    if (known)
        return known;
    char *copy = strdup(text);
    if (copy && !tsearch(copy, &run->names, by_text)) {
        free(copy);
        return NULL;
    }
    return copy;
}

int runfile_read_machine(struct runfile *run, const char *name, FILE *stream)
{
    json_error_t why;
    files_skip_mark(stream);
    run->machine = json_loadf(stream, 0, &why);
    if (!run->machine)
        return runfile_refuse(run, -EINVAL, "%s:%d: %s", name, why.line, why.text);
    const json_t *schema = json_object_get(run->machine, "schema");
    if (!json_is_integer(schema))
        return runfile_refuse(run, -EINVAL, "%s:1: no schema number: not of a run", name);
    if (json_integer_value(schema) != RUNFILE_SCHEMA)
        return runfile_refuse(run, -EINVAL, "%s:1: schema %lld; this program reads schema %d", name,
                              (long long) json_integer_value(schema), RUNFILE_SCHEMA);
    if (plain_make_json(run->machine) != 0)
        return runfile_refuse(run, -EINVAL, "%s: a name in it has a control character", name);
    return 0;
}

/* Opens a file beside the run's comparison.csv. 1; 0: there is none. The run's own path may
 * be a pipe; beside it and in a folder are regular files only. */
static int open_part(struct runfile *run, const char *folder, const char *file, char *path,
                     size_t size, FILE **stream)
{
    *stream = NULL;
    if (snprintf(path, size, "%s%s", folder, file) >= (int) size)
        return -ENAMETOOLONG;
    *stream = strcmp(path, run->path) == 0 ? fopen(path, "re") : files_open(path);
    if (*stream || errno == ENOENT)
        return *stream != NULL;
    int error = errno;
    if (error == EBADMSG)
        return runfile_refuse(run, -error, "%s: not a regular file", path);
    return runfile_refuse(run, -error, "%s: %s", path, strerror(error));
}

static int read_machine(struct runfile *run, const char *folder)
{
    enum { MACHINE_MOST = 1 << 24 };
    char path[PATH_MAX];
    FILE *stream;
    struct stat info;
    int there = open_part(run, folder, "machine.json", path, sizeof path, &stream);
    if (there <= 0)
        return there;
    int error = fstat(fileno(stream), &info) == 0 && info.st_size > MACHINE_MOST
                    ? runfile_refuse(run, -EINVAL, "%s:1: larger than 16 MiB: not of a run", path)
                    : runfile_read_machine(run, path, stream);
    fclose(stream);
    return error;
}

static int read_samples(struct runfile *run, const char *folder)
{
    char path[PATH_MAX];
    FILE *stream;
    int there = open_part(run, folder, "samples.csv", path, sizeof path, &stream);
    if (there <= 0)
        return there;
    run->has_samples = 1;
    int error = runfile_read_samples(run, path, stream);
    fclose(stream);
    return error ? error : runfile_check_samples(run);
}

static int read_rows(struct runfile *run, const struct runfile_filter *filter, const char *folder,
                     const char *file)
{
    char path[PATH_MAX];
    FILE *stream;
    int there = open_part(run, folder, file, path, sizeof path, &stream);
    if (there == 0)
        return runfile_refuse(run, -ENOENT, "%s: no comparison.csv there: not a run", run->path);
    if (there < 0)
        return there;
    int error = runfile_read_rows(run, filter, path, stream);
    fclose(stream);
    return error;
}

/* Splits `path` into its folder, with a slash at the end, and the file with
 * the rows. */
static int locate(struct runfile *run, const char *path, char *folder, size_t size,
                  const char **file)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        int error = errno;
        return runfile_refuse(run, -error, "%s: %s", path, strerror(error));
    }
    if (S_ISDIR(info.st_mode)) {
        *file = "comparison.csv";
        return snprintf(folder, size, "%s/", path) < (int) size ? 0 : -ENAMETOOLONG;
    }
    const char *slash = strrchr(path, '/');
    *file = slash ? slash + 1 : path;
    int length = (int) (*file - path);
    return snprintf(folder, size, "%.*s", length, path) < (int) size ? 0 : -ENAMETOOLONG;
}

/* Names the run that was read, if its machine.json has start and seed. */
static int name_measured(struct runfile *run)
{
    const json_t *settings = json_object_get(run->machine, "settings");
    const char *start = json_string_value(json_object_get(run->machine, "start"));
    const char *seed = json_string_value(json_object_get(settings, "seed"));
    char name[SPREAD_RUN_MAX];
    if (!start || !seed)
        return 0;
    spread_history_run(start, seed, name);
    return json_array_append_new(run->measured, json_string(name)) == 0 ? 0 : -ENOMEM;
}

int runfile_load(struct runfile *run, const char *path, const struct runfile_filter *filter)
{
    char folder[PATH_MAX];
    const char *file = "";
    *run = (struct runfile){ .runs = 1, .path = strdup(path), .measured = json_array() };
    int error =
        run->path && run->measured ? locate(run, path, folder, sizeof folder, &file) : -ENOMEM;
    if (!error)
        error = read_rows(run, filter, folder, file);
    if (!error && strcmp(file, "comparison.csv") == 0 && !filter->rows_only) {
        error = read_machine(run, folder);
        if (!error)
            error = name_measured(run);
        if (!error && !filter->no_samples)
            error = read_samples(run, folder);
    }
    if (error && !run->error[0])
        runfile_refuse(run, error, "%s: %s", path, strerror(-error));
    return error;
}

int runfile_is_exact(const struct runfile_row *row)
{
    return row->result_count == 0 && row->low == row->delta && row->high == row->delta;
}

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Compares two texts. A run has each text once, so equal pointers are the usual case of
 * equal texts. */
static int order_texts(const char *a, const char *b)
{
    return a == b ? 0 : strcmp(a, b);
}

int runfile_order(const struct runfile_row *a, const struct runfile_row *b, int any_allocator)
{
    int order = order_texts(a->scenario, b->scenario);
    order = order ? order : order_numbers(a->size_bytes, b->size_bytes);
    order = order ? order : order_numbers(a->live, b->live);
    order = order ? order : any_allocator ? 0 : order_texts(a->allocator, b->allocator);
    order = order ? order : order_texts(a->variant, b->variant);
    return order ? order : order_texts(a->metric, b->metric);
}

/* Adds an exact figure to a row: the row keeps its figure if both agree, else it has
 * none. */
static int pool_exact(struct runfile_row *row, const struct runfile_row *more)
{
    if (row->value != more->value || row->baseline_value != more->baseline_value)
        row->baseline_value = row->value = row->delta = row->low = row->high = NAN;
    return 0;
}

static int pool_row(struct runfile *run, struct runfile_row *row, const struct runfile_row *more)
{
    if (runfile_is_exact(row) && runfile_is_exact(more))
        return pool_exact(row, more);
    if ((row->result_count == 0 && !isnan(row->delta)) ||
        (more->result_count == 0 && !isnan(more->delta)))
        return runfile_refuse(run, -EINVAL,
                              "%s: no workers to pool for %s: pooling needs samples.csv", run->path,
                              row->scenario);
    if (more->result_count == 0)
        return 0;
    size_t count = row->result_count + more->result_count;
    struct runfile_result *results = realloc(row->results, count * sizeof *results);
    if (!results)
        return -ENOMEM;
    memcpy(results + row->result_count, more->results, more->result_count * sizeof *results);
    row->results = results;
    row->result_count = count;
    row->workers += more->workers;
    row->delta = NAN; /* the difference was of one run alone */
    return 0;
}

int runfile_pool(struct runfile *run, const struct runfile *from)
{
    for (size_t i = 0; i < run->row_count; i++) {
        struct runfile_row *row = &run->rows[i];
        for (size_t k = 0; k < from->row_count; k++) {
            if (runfile_order(row, &from->rows[k], 0) != 0)
                continue;
            int error = pool_row(run, row, &from->rows[k]);
            if (error)
                return error;
            break;
        }
    }
    run->runs += from->runs;
    return json_array_extend(run->measured, from->measured) == 0 ? 0 : -ENOMEM;
}

void runfile_scale_time(struct runfile *run, double factor)
{
    for (size_t i = 0; i < run->row_count; i++) {
        struct runfile_row *row = &run->rows[i];
        if (!metric_find(row->metric)->is_clock_scaled)
            continue;
        row->baseline_value *= factor;
        row->value *= factor;
        row->delta *= factor;
        row->low *= factor;
        row->high *= factor;
        for (size_t k = 0; k < row->result_count; k++) {
            row->results[k].baseline *= factor;
            row->results[k].value *= factor;
            row->results[k].delta *= factor;
        }
    }
}

void runfile_make_ratios(struct runfile *run)
{
    for (size_t i = 0; i < run->row_count; i++) {
        struct runfile_row *row = &run->rows[i];
        if (!metric_is_time(row->metric))
            continue;
        row->unit = "x";
        row->baseline_value = isnan(row->baseline_value) ? NAN : 1;
        row->value = row->ratio;
        row->delta = isnan(row->delta) ? NAN : row->ratio - 1;
        row->low = row->ratio_low - 1;
        row->high = row->ratio_high - 1;
        for (size_t k = 0; k < row->result_count; k++) {
            struct runfile_result *result = &row->results[k];
            result->value /= result->baseline;
            result->delta = result->value - 1;
            result->baseline = 1;
        }
    }
}

void runfile_free(struct runfile *run)
{
    for (size_t i = 0; i < run->row_count; i++)
        free(run->rows[i].results);
    free(run->rows);
    free(run->path);
    json_decref(run->machine);
    json_decref(run->measured);
    tdestroy(run->names, free);
    *run = (struct runfile){ .runs = 0 };
}
