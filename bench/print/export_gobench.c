/* SPDX-License-Identifier: MIT */
#include "export.h"
#include "harness/base/json_path.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Prints a configuration line; nothing for an unknown value. A value with a line end is
 * left out, too, because it would break the format. */
static void put_key(const char *key, const json_t *value)
{
    const char *text = json_string_value(value);
    if (text && *text && !strpbrk(text, "\r\n"))
        printf("%s: %s\n", key, text);
}

/* Prints a configuration line for each member of an object. Their names may have capitals,
 * which no key of the format has, so they are part of the value. */
static void put_pairs(const char *key, const json_t *pairs)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *) pairs, name, value)
    {
        const char *text = json_string_value(value);
        if (text && !strpbrk(text, "\r\n") && !strpbrk(name, "\r\n"))
            printf("%s: %s=%s\n", key, name, text);
    }
}

static void put_architecture(const char *name)
{
    static const char *const names[][2] = { { "x86_64", "amd64" }, { "aarch64", "arm64" } };
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i][0]) == 0)
            name = names[i][1];
    if (name)
        printf("goarch: %s\n", name);
}

static void put_keys(const json_t *json)
{
    puts("goos: linux");
    put_architecture(json_string_value(json_at(json, "machine/system/architecture")));
    puts("pkg: escapebench");
    put_key("cpu", json_at(json, "machine/cpu/name"));
    put_key("host", json_at(json, "machine/host"));
    put_key("compiler", json_at(json, "build/compiler"));
    put_key("commit", json_at(json, "build/commit"));
    put_pairs("env", json_at(json, "environment/asked"));
    put_pairs("label", json_at(json, "labels"));
}

/* Prints one word of a benchmark's name. Blanks and slashes, which separate names, are
 * replaced. */
static void put_word(const char *word)
{
    for (; *word; word++)
        putchar(isgraph((unsigned char) *word) && *word != '/' ? *word : '_');
}

/* Prints return_pointer as ReturnPointer, because the format wants an upper-case start. */
static void put_camel_case(const char *name)
{
    int upper = 1;
    for (; *name; name++) {
        if (*name == '_') {
            upper = 1;
            continue;
        }
        putchar(!isalnum((unsigned char) *name) ? '_'
                : upper                         ? toupper((unsigned char) *name)
                                                : *name);
        upper = 0;
    }
}

/* Prints a metric: "victim-walk" in ns/walk as victim-walk-ns/walk, "allocs" in 1/op as
 * allocs/op, and alloc-bytes by Go's own name. */
static void put_metric(const char *metric, const char *unit, double value, void *context)
{
    const char *per = strchr(unit, '/');
    (void) context;
    printf(" %.10g ", value);
    if (strcmp(metric, "alloc-bytes") == 0)
        fputs("B", stdout);
    else
        put_word(metric);
    if (strncmp(unit, "ns/", 3) == 0)
        fputs("-ns", stdout);
    putchar('/');
    put_word(per ? per + 1 : "op");
}

static void put_name(const struct runfile_row *row, const char *variant)
{
    fputs("Benchmark", stdout);
    put_camel_case(row->scenario);
    printf("/size=%llu/live=%llu/allocator=", (unsigned long long) row->size_bytes,
           (unsigned long long) row->live);
    put_word(row->allocator);
    fputs("/variant=", stdout);
    put_word(variant);
}

static int put_line(const struct export_line *line, void *context)
{
    put_name(line->row, line->variant);
    printf(" %llu %.10g ns/op", (unsigned long long) line->iterations, line->ns);
    export_metrics(context, line, put_metric, NULL);
    puts("");
    return ferror(stdout) ? -EIO : 0;
}

/* Prints a metric without workers in samples.csv on a line of its own, with the figure of
 * comparison.csv. Repeating the figure for each worker would pretend to more measurements
 * than there were. */
static int put_summary(const struct export_figure *figure, void *context)
{
    const struct runfile_row *row = figure->row;
    (void) context;
    if (!export_is_summary(row) && strncmp(row->metric, "retained-", 9) != 0)
        return 0;
    put_name(row, figure->variant);
    printf(" %llu", (unsigned long long) (row->workers ? row->workers : 1));
    put_metric(row->metric, row->unit, figure->value.centre, NULL);
    puts("");
    return ferror(stdout) ? -EIO : 0;
}

int export_gobench(const struct runfile *run)
{
    put_keys(run->machine);
    int error = export_each(run, put_line, (void *) run);
    return error ? error : export_figures(run, put_summary, NULL);
}
