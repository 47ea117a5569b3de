/* SPDX-License-Identifier: MIT */
#include "history_page.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* bench/page/history.html, ended by a NUL. */
extern const char history_template[];
__asm__(".pushsection .rodata\n"
        ".global history_template\n"
        "history_template:\n"
        ".incbin \"" HISTORY_TEMPLATE "\"\n"
        ".byte 0\n"
        ".popsection\n");

/* Data above and below the page's script, so that the first case is drawn before all is read. */
static const char marker[] = "<!--DATA-->\n", second_marker[] = "<!--MORE DATA-->\n";

static double half_width(const struct store_point *point)
{
    return (point->high - point->low) / 2;
}

long history_changes(const struct store_series *series, struct change **found)
{
    double *numbers = calloc(2 * series->count + 1, sizeof *numbers);
    size_t n = series->count;
    *found = NULL;
    if (!numbers)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        numbers[i] = series->points[i].cost;
        numbers[n + i] = half_width(&series->points[i]);
    }
    long count = changes_find(numbers, numbers + n, n, found);
    free(numbers);
    return count;
}

static size_t commit_of(const struct store *store, const struct store_series *series, size_t point)
{
    return store->runs[series->points[point].run].commit;
}

/* Whether the series has a point for every commit, so that point i is of commit i. */
static int is_dense(const struct store *store, const struct store_series *series)
{
    for (size_t i = 0; i < series->count; i++)
        if (commit_of(store, series, i) != i)
            return 0;
    return 1;
}

static json_t *changes_json(const struct store *store, const struct store_series *series)
{
    struct change *found;
    json_t *list = json_array();
    long count = history_changes(series, &found);
    for (long i = 0; i < count; i++) {
        const struct change *c = &found[i];
        json_array_append_new(list, json_pack("{s:I, s:I, s:f, s:f, s:f, s:f}", "from",
                                              (json_int_t) commit_of(store, series, c->at - 1),
                                              "at", (json_int_t) commit_of(store, series, c->at),
                                              "before", c->before, "after", c->after, "low",
                                              c->size.low, "high", c->size.high));
    }
    free(found);
    return list;
}

static double widest(const struct store_series *series)
{
    double most = 0;
    for (size_t i = 0; i < series->count; i++)
        most = fmax(most, half_width(&series->points[i])); /* fmax ignores NaN */
    return most;
}

enum { SCENARIO, SIZE_BYTES, LIVE, ALLOCATOR, VARIANT_NAME, METRIC, UNIT };

static json_t *series_json(const struct store *store, const struct store_series *series)
{
    const char *const *n = series->names;
    return json_pack("{s:[s, s, s, s, s], s:s, s:s, s:s, s:I, s:b, s:f, s:o}", "name", n[SCENARIO],
                     n[SIZE_BYTES], n[LIVE], n[VARIANT_NAME], n[METRIC], "allocator", n[ALLOCATOR],
                     "unit", n[UNIT], "cpu", series->key, "count", (json_int_t) series->count,
                     "dense", is_dense(store, series), "widest", widest(series), "changes",
                     changes_json(store, series));
}

/* Prints JSON inside an HTML script, where "</" would end the script and is escaped. */
static int put_json(const json_t *json, FILE *to)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(8));
    if (!text)
        return -ENOMEM;
    for (const char *c = text; *c; c++)
        if (*c == '<')
            fputs("\\u003c", to);
        else
            putc(*c, to);
    free(text);
    return 0;
}

static int put_meta(const struct store *store, FILE *to)
{
    json_t *commits = json_array(), *series = json_array();
    for (size_t i = 0; i < store->commit_count; i++)
        json_array_append_new(commits, json_pack("[s, s]", store->commits[i], store->times[i]));
    for (size_t i = 0; i < store->series_count; i++)
        json_array_append_new(series, series_json(store, store->series[i]));
    json_t *json = json_pack("{s:o, s:o}", "commits", commits, "series", series);
    fputs("<script type=\"application/json\" id=\"meta\">", to);
    int error = json ? put_json(json, to) : -ENOMEM;
    fputs("</script>\n", to);
    json_decref(json);
    return error;
}

static void put_base64(const unsigned char *bytes, size_t size, FILE *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned v = (unsigned) bytes[i] << 16 | (left > 1 ? (unsigned) bytes[i + 1] << 8 : 0) |
                     (left > 2 ? bytes[i + 2] : 0);
        putc(digits[v >> 18], to);
        putc(digits[v >> 12 & 63], to);
        putc(left > 1 ? digits[v >> 6 & 63] : '=', to);
        putc(left > 2 ? digits[v & 63] : '=', to);
    }
}

/* Copies `size` bytes to `at`. Returns the end. */
static unsigned char *append(unsigned char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

/* Prints the arrays that `points` in the page reads: commits (unless dense), costs, half
 * widths. */
static int put_points(const struct store *store, const struct store_series *series, FILE *to)
{
    size_t n = series->count;
    int dense = is_dense(store, series);
    double most = widest(series);
    unsigned char *bytes = malloc(10 * n + 1), *end = bytes;
    if (!bytes)
        return -ENOMEM;
    for (size_t i = 0; i < n && !dense; i++) {
        uint32_t commit = (uint32_t) commit_of(store, series, i);
        end = append(end, &commit, sizeof commit);
    }
    for (size_t i = 0; i < n; i++) {
        float cost = (float) series->points[i].cost;
        end = append(end, &cost, sizeof cost);
    }
    for (size_t i = 0; i < n; i++) {
        double half = half_width(&series->points[i]);
        uint16_t part = half > 0 ? (uint16_t) lround(half / most * UINT16_MAX) : 0;
        end = append(end, &part, sizeof part);
    }
    put_base64(bytes, (size_t) (end - bytes), to);
    free(bytes);
    return 0;
}

static int is_of_first_case(const struct store *store, const struct store_series *series)
{
    for (size_t i = SCENARIO; i <= METRIC; i++)
        if (i != ALLOCATOR && strcmp(store->series[0]->names[i], series->names[i]) != 0)
            return 0;
    return 1;
}

/* The points of the series of the first case, or of all others. */
static int put_series(const struct store *store, int of_first_case, FILE *to)
{
    int error = 0;
    for (size_t i = 0; i < store->series_count && !error; i++) {
        if (is_of_first_case(store, store->series[i]) != of_first_case)
            continue;
        fprintf(to, "<script type=\"text/plain\" id=\"s%zu\">", i);
        error = put_points(store, store->series[i], to);
        fputs("</script>\n", to);
    }
    return error;
}

int history_page(const struct store *store, FILE *to)
{
    const char *data = strstr(history_template, marker);
    const char *script = data + sizeof marker - 1, *more = strstr(script, second_marker);
    fwrite(history_template, 1, (size_t) (data - history_template), to);
    int error = put_meta(store, to);
    if (!error)
        error = put_series(store, 1, to);
    fwrite(script, 1, (size_t) (more - script), to);
    if (!error)
        error = put_series(store, 0, to);
    fputs(more + sizeof second_marker - 1, to);
    return error ? error : ferror(to) ? -EIO : 0;
}
