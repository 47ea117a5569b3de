/* SPDX-License-Identifier: MIT
 *
 * The formats that want one figure for each name: Bencher, Apache Otava,
 * github-action-benchmark, OpenMetrics.
 */
#include "export.h"

#include "harness/base/files.h"
#include "harness/base/json_path.h"
#include "harness/figures/metric.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int is_time(const struct runfile_row *row)
{
    return metric_is_time(row->metric);
}

static int write_json(json_t *json, int error)
{
    if (!error && (!json || json_dumpf(json, stdout, JSON_INDENT(2)) != 0 || puts("") < 0))
        error = json ? -EIO : -ENOMEM;
    json_decref(json);
    return error;
}

/* ---- Bencher ---- */

static json_t *bounded_json(const struct interval *value)
{
    json_t *json = json_pack("{s:f}", "value", value->centre);
    if (json && !isnan(value->low) && !isnan(value->high)) {
        json_object_set_new(json, "lower_value", json_real(value->low));
        json_object_set_new(json, "upper_value", json_real(value->high));
    }
    return json;
}

/* The member `name` of `all`, which is made if it is missing. */
static json_t *benchmark_json(json_t *all, const char *name)
{
    json_t *json = json_object_get(all, name);
    if (!json && json_object_set_new(all, name, json_object()) == 0)
        json = json_object_get(all, name);
    return json;
}

static int put_bmf(const struct export_figure *figure, void *context)
{
    char name[EXPORT_NAME_MAX];
    const struct runfile_row *row = figure->row;
    export_name(row, figure->variant, name);
    json_t *benchmark = benchmark_json(context, name);
    int error = json_object_set_new(benchmark, row->metric, bounded_json(&figure->value));
    if (is_time(row) && !figure->is_baseline && !isnan(row->delta)) {
        struct interval cost = { row->delta, row->low, row->high };
        error |= json_object_set_new(benchmark, "escape-cost", bounded_json(&cost));
    }
    return error ? -EINVAL : 0;
}

int export_bmf(const struct runfile *run)
{
    json_t *all = json_object();
    return write_json(all, export_figures(run, put_bmf, all));
}

/* ---- Apache Otava ---- */

static int put_otava(const struct export_figure *figure, void *context)
{
    char name[EXPORT_NAME_MAX + 32];
    const struct runfile_row *row = figure->row;
    export_name(row, figure->variant, name);
    size_t length = strlen(name);
    snprintf(name + length, sizeof name - length, "/%s", row->metric);
    int error = json_array_append_new(
        context, json_pack("{s:s, s:f}", "name", name, "value", figure->value.centre));
    if (is_time(row) && !figure->is_baseline && !isnan(row->delta)) {
        snprintf(name + length, sizeof name - length, "/escape-cost");
        error |= json_array_append_new(context,
                                       json_pack("{s:s, s:f}", "name", name, "value", row->delta));
    }
    return error ? -EINVAL : 0;
}

/* Seconds since 1970 of machine.json's "2026-11-28T03:04:05Z"; 0: unknown. */
static time_t start_of(const json_t *machine)
{
    const char *text = json_string_value(json_object_get(machine, "start"));
    struct tm broken = { 0 };
    return text && strptime(text, "%Y-%m-%dT%H:%M:%S", &broken) ? timegm(&broken) : 0;
}

/* The text at a path (json_at) of machine.json. */
static const char *text_of(const json_t *machine, const char *path)
{
    const char *text = json_string_value(json_at(machine, path));
    return text ? text : "unknown";
}

/* The CI system's name of the branch that is built. */
static const char *branch(void)
{
    static const char *const variables[] = { "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME" };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        if (getenv(variables[i]))
            return getenv(variables[i]);
    return "unknown";
}

int export_otava(const struct runfile *run)
{
    json_t *metrics = json_array();
    int error = export_figures(run, put_otava, metrics);
    json_t *result = json_pack(
        "[{s:I, s:o, s:{s:o, s:s, s:s, s:s}}]", "timestamp", (json_int_t) start_of(run->machine),
        "metrics", metrics, "attributes", "branch", files_json_text(branch()), "commit",
        text_of(run->machine, "build/commit"), "cpu", text_of(run->machine, "machine/cpu/name"),
        "host", text_of(run->machine, "machine/host"));
    return write_json(result, error);
}

/* ---- github-action-benchmark ---- */

static int put_gha(const struct export_figure *figure, void *context)
{
    char name[EXPORT_NAME_MAX + 64], range[64], extra[256];
    const struct runfile_row *row = figure->row;
    export_name(row, figure->variant, name);
    if (!is_time(row))
        snprintf(name + strlen(name), sizeof name - strlen(name), " %s", row->metric);
    json_t *json = json_pack("{s:s, s:f, s:s}", "name", name, "value", figure->value.centre, "unit",
                             row->unit);
    double half = (figure->value.high - figure->value.low) / 2;
    if (half > 0) {
        snprintf(range, sizeof range, "± %.3g", half);
        json_object_set_new(json, "range", json_string(range));
    }
    if (!figure->is_baseline && !isnan(row->delta)) {
        snprintf(extra, sizeof extra, "%.4g more than %s, 95 %% interval %.4g to %.4g (%s)",
                 row->delta, row->baseline, row->low, row->high, row->verdict);
        json_object_set_new(json, "extra", json_string(extra));
    }
    return json_array_append_new(context, json) == 0 ? 0 : -EINVAL;
}

int export_gha(const struct runfile *run)
{
    json_t *all = json_array();
    return write_json(all, export_figures(run, put_gha, all));
}

/* ---- OpenMetrics ---- */

static void put_label(const char *name, const char *value, const char *before)
{
    printf("%s%s=\"", before, name);
    for (; *value; value++)
        if (*value == '\n')
            fputs("\\n", stdout);
        else
            printf("%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
    putchar('"');
}

static void put_family(const char *name, const char *help)
{
    printf("# TYPE %s gauge\n# HELP %s %s\n", name, name, help);
}

static void put_sample(const char *family, const struct export_figure *figure, double value)
{
    const struct runfile_row *row = figure->row;
    printf("%s{size_bytes=\"%llu\",live=\"%llu\"", family, (unsigned long long) row->size_bytes,
           (unsigned long long) row->live);
    put_label("scenario", row->scenario, ",");
    put_label("allocator", row->allocator, ",");
    put_label("variant", figure->variant, ",");
    put_label("metric", row->metric, ",");
    put_label("unit", row->unit, ",");
    printf("} %.10g\n", value);
}

/* The metric families: each is one bound of the value or of the escape cost. */
static const struct family {
    const char *name, *help;
    int of_cost; /* 1: of the escape cost; 0: of the value */
    int bound;   /* 0: centre, -1: low, 1: high */
} families[] = {
    { "escapebench_value", "A variant's figure for one operation.", 0, 0 },
    { "escapebench_value_low", "Lower end of its 95 % interval.", 0, -1 },
    { "escapebench_value_high", "Upper end of its 95 % interval.", 0, 1 },
    { "escapebench_escape_cost", "A variant's figure less its baseline's.", 1, 0 },
    { "escapebench_escape_cost_low", "Lower end of its 95 % interval.", 1, -1 },
    { "escapebench_escape_cost_high", "Upper end of its 95 % interval.", 1, 1 },
};

static int put_openmetrics(const struct export_figure *figure, void *context)
{
    const struct family *family = context;
    const struct runfile_row *row = figure->row;
    struct interval interval = figure->value;
    if (family->of_cost)
        interval = figure->is_baseline ? (struct interval){ NAN, NAN, NAN }
                                       : (struct interval){ row->delta, row->low, row->high };
    double value = family->bound < 0   ? interval.low
                   : family->bound > 0 ? interval.high
                                       : interval.centre;
    if (!isnan(value))
        put_sample(family->name, figure, value);
    return ferror(stdout) ? -EIO : 0;
}

int export_openmetrics(const struct runfile *run)
{
    int error = 0;
    put_family("escapebench_run", "Always 1: what was measured, and where.");
    put_label("cpu", text_of(run->machine, "machine/cpu/name"), "escapebench_run{");
    put_label("commit", text_of(run->machine, "build/commit"), ",");
    put_label("compiler", text_of(run->machine, "build/compiler"), ",");
    puts("} 1");
    put_family("escapebench_run_start_seconds", "When the run began, in seconds since 1970.");
    printf("escapebench_run_start_seconds %lld\n", (long long) start_of(run->machine));
    for (size_t i = 0; i < sizeof families / sizeof *families && !error; i++) {
        put_family(families[i].name, families[i].help);
        error = export_figures(run, put_openmetrics, (void *) &families[i]);
    }
    return error ? error : puts("# EOF") < 0 ? -EIO : 0;
}
