/* SPDX-License-Identifier: MIT */
#include "store.h"

#include "harness/base/array.h"
#include "harness/base/files.h"
#include "harness/base/plain.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char facts_ending[] = ".facts.csv";

static int refuse(struct store *store, int error, const char *path, const char *why)
{
    snprintf(store->error, sizeof store->error, "%s: %s", path, why);
    return error;
}

/* ---- facts ---- */

static int facts_header(struct csvfile *file, void *context)
{
    static const char *const names[] = { "name", "value", NULL };
    int columns[2];
    (void) context;
    return csvfile_find_all(file, names, columns);
}

static int facts_row(struct csvfile *file, void *context)
{
    struct store_run *run = context;
    struct store_fact *more = realloc(run->facts, (run->fact_count + 1) * sizeof *more);
    if (!more)
        return -ENOMEM;
    run->facts = more;
    struct store_fact *fact = &run->facts[run->fact_count++];
    fact->name = strdup(csvfile_text(file, 0));
    fact->value = strdup(csvfile_text(file, 1));
    if (!fact->name || !fact->value)
        return -ENOMEM;
    plain_make(fact->name);
    plain_make(fact->value);
    return 0;
}

const char *store_fact(const struct store_run *run, const char *name)
{
    for (size_t i = 0; i < run->fact_count; i++)
        if (strcmp(run->facts[i].name, name) == 0)
            return run->facts[i].value;
    return "";
}

/* Reads one CSV file. An error message goes to store->error. */
static int read_table(struct store *store, struct csvfile *file)
{
    FILE *stream = files_open(file->name);
    if (!stream)
        return refuse(store, -errno, file->name,
                      errno == EBADMSG ? "not a regular file" : strerror(errno));
    int error = csvfile_read(file, stream);
    fclose(stream);
    if (error)
        snprintf(store->error, sizeof store->error, "%s",
                 file->error[0] ? file->error : strerror(-error));
    return error;
}

/* ---- runs ---- */

/* Adds the run whose facts are `folder`/`key`/`name`, if its table is there. */
static int add_run(struct store *store, const char *folder, const char *key, const char *name)
{
    char path[ENTRY_PATH_MAX], table[ENTRY_PATH_MAX];
    int stem = (int) (strlen(name) - (sizeof facts_ending - 1));
    if (snprintf(path, sizeof path, "%s/%s/%s", folder, key, name) >= (int) sizeof path ||
        snprintf(table, sizeof table, "%s/%s/%.*s.csv", folder, key, stem, name) >=
            (int) sizeof table)
        return refuse(store, -ENAMETOOLONG, folder, strerror(ENAMETOOLONG));
    struct stat info;
    if (stat(table, &info) != 0)
        return 0;
    struct store_run *runs =
        array_grow(store->runs, store->run_count, &store->run_size, sizeof *runs);
    if (!runs)
        return -ENOMEM;
    store->runs = runs;
    struct store_run *run = &store->runs[store->run_count++];
    *run = (struct store_run){ .path = strdup(table), .key = strdup(key) };
    struct csvfile file = {
        .name = path, .header = facts_header, .row = facts_row, .context = run
    };
    return run->path && run->key ? read_table(store, &file) : -ENOMEM;
}

static int is_facts(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), ending = sizeof facts_ending - 1;
    return length > ending && strcmp(entry->d_name + length - ending, facts_ending) == 0;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int find_runs(struct store *store, const char *folder)
{
    struct dirent **keys, **names;
    int key_count = scandir(folder, &keys, is_visible, alphasort), error = 0;
    if (key_count < 0)
        return refuse(store, -errno, folder, strerror(errno));
    for (int k = 0; k < key_count; k++) {
        char path[ENTRY_PATH_MAX];
        int fits =
            snprintf(path, sizeof path, "%s/%s", folder, keys[k]->d_name) < (int) sizeof path;
        int count = fits && !error ? scandir(path, &names, is_facts, alphasort) : -1;
        for (int i = 0; i < count; i++) {
            if (!error)
                error = add_run(store, folder, keys[k]->d_name, names[i]->d_name);
            free(names[i]);
        }
        if (count >= 0)
            free(names);
        free(keys[k]);
    }
    free(keys);
    return error || store->run_count > 0 ? error : refuse(store, -ENOENT, folder, "no runs there");
}

/* Orders by the commit's time, then by the run's start. */
static int order_runs(const void *a, const void *b)
{
    static const char *const names[] = { "time", "commit", "start" };
    int order = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && order == 0; i++)
        order = strcmp(store_fact(a, names[i]), store_fact(b, names[i]));
    return order
               ? order
               : strcmp(((const struct store_run *) a)->path, ((const struct store_run *) b)->path);
}

static int number_commits(struct store *store)
{
    store->commits = calloc(store->run_count, sizeof *store->commits);
    store->times = calloc(store->run_count, sizeof *store->times);
    if (!store->commits || !store->times)
        return -ENOMEM;
    for (size_t i = 0; i < store->run_count; i++) {
        const char *commit = store_fact(&store->runs[i], "commit");
        size_t n = store->commit_count;
        if (n == 0 || strcmp(store->commits[n - 1], commit) != 0) {
            store->commits[n] = commit;
            store->times[n] = store_fact(&store->runs[i], "time");
            store->commit_count++;
        }
        store->runs[i].commit = store->commit_count - 1;
    }
    return 0;
}

/* ---- series ---- */

struct reading {
    struct store *store;
    size_t run;
};

static int order_series(const void *a, const void *b)
{
    const struct store_series *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    for (size_t i = 0; i < ENTRY_NAME_COLUMNS && order == 0; i++)
        order = strcmp(x->names[i], y->names[i]);
    return order;
}

/* A new series with copies of the names of `like`. */
static struct store_series *copy_series(const struct store_series *like)
{
    size_t length = strlen(like->key) + 1;
    for (size_t i = 0; i < ENTRY_NAME_COLUMNS; i++)
        length += strlen(like->names[i]) + 1;
    struct store_series *series = calloc(1, sizeof *series);
    char *at = series ? malloc(length) : NULL;
    if (!at) {
        free(series);
        return NULL;
    }
    series->text = at;
    series->key = at;
    at = stpcpy(at, like->key) + 1;
    for (size_t i = 0; i < ENTRY_NAME_COLUMNS; i++) {
        series->names[i] = at;
        at = stpcpy(at, like->names[i]) + 1;
    }
    return series;
}

static void free_series(struct store_series *series)
{
    free(series->points);
    free(series->text);
    free(series);
}

/* The series of that name, which is made if there is none; NULL: no memory. */
static struct store_series *find_series(struct store *store, const struct store_series *like)
{
    struct store_series **found = tfind(like, &store->index, order_series);
    if (found)
        return *found;
    struct store_series **all =
        array_grow(store->series, store->series_count, &store->series_size, sizeof *all);
    if (!all)
        return NULL;
    store->series = all;
    struct store_series *series = copy_series(like);
    if (!series || !tsearch(series, &store->index, order_series)) {
        if (series)
            free_series(series);
        return NULL;
    }
    return store->series[store->series_count++] = series;
}

static int add_point(struct store_series *series, const struct store_point *point)
{
    struct store_point *points =
        array_grow(series->points, series->count, &series->size, sizeof *points);
    if (!points)
        return -ENOMEM;
    series->points = points;
    series->points[series->count++] = *point;
    return 0;
}

static int figures_header(struct csvfile *file, void *context)
{
    int columns[32];
    (void) context;
    int error = csvfile_find_all(file, entry_columns, columns);
    for (int i = 0; !error && entry_columns[i]; i++)
        if (columns[i] != i)
            error = csvfile_refuse(file, "the columns are not in the order of a history's table");
    return error;
}

static int figures_row(struct csvfile *file, void *context)
{
    struct reading *reading = context;
    struct store *store = reading->store;
    struct store_series like = { .key = store->runs[reading->run].key };
    struct store_point point = { .run = reading->run };
    double *numbers[] = { &point.value, &point.cost, &point.low, &point.high };
    int error = 0;
    for (int i = 0; i < ENTRY_NAME_COLUMNS; i++) {
        like.names[i] = csvfile_text(file, i);
        if (!plain_is(like.names[i]))
            return csvfile_refuse(file, "%s has a control character", entry_columns[i]);
    }
    for (int i = 0; i < 4 && !error; i++)
        error = csvfile_number(file, ENTRY_NAME_COLUMNS + i, entry_columns[ENTRY_NAME_COLUMNS + i],
                               numbers[i]);
    if (error || isnan(point.cost))
        return error;
    struct store_series *series = find_series(store, &like);
    return series ? add_point(series, &point) : -ENOMEM;
}

int store_load(struct store *store, const char *folder)
{
    *store = (struct store){ .run_count = 0 };
    int error = find_runs(store, folder);
    if (error)
        return error;
    qsort(store->runs, store->run_count, sizeof *store->runs, order_runs);
    error = number_commits(store);
    for (size_t i = 0; i < store->run_count && !error; i++) {
        struct reading reading = { store, i };
        struct csvfile file = { .name = store->runs[i].path,
                                .header = figures_header,
                                .row = figures_row,
                                .context = &reading };
        error = read_table(store, &file);
    }
    return error;
}

static void ignore(void *series)
{
    (void) series; /* the list frees it */
}

void store_free(struct store *store)
{
    tdestroy(store->index, ignore);
    for (size_t i = 0; i < store->series_count; i++)
        free_series(store->series[i]);
    for (size_t i = 0; i < store->run_count; i++) {
        for (size_t k = 0; k < store->runs[i].fact_count; k++) {
            free(store->runs[i].facts[k].name);
            free(store->runs[i].facts[k].value);
        }
        free(store->runs[i].facts);
        free(store->runs[i].path);
        free(store->runs[i].key);
    }
    free(store->series);
    free(store->runs);
    free(store->commits);
    free(store->times);
    *store = (struct store){ .run_count = 0 };
}
