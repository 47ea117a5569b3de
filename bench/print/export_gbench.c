/* SPDX-License-Identifier: MIT */
#include "export.h"
#include "harness/base/json_path.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "L1d" -> level 1, Data. */
static json_t *cache_json(const json_t *cache)
{
    const char *name = json_string_value(json_object_get(cache, "name"));
    if (!name || name[0] != 'L' || name[1] < '0' || name[1] > '9')
        return NULL;
    const char *type = name[2] == 'd' ? "Data" : name[2] == 'i' ? "Instruction" : "Unified";
    return json_pack("{s:s, s:i, s:I}", "type", type, "level", name[1] - '0', "size",
                     json_integer_value(json_object_get(cache, "bytes")));
}

static void set_known(json_t *object, const char *key, const json_t *value)
{
    if (value && !json_is_null(value))
        json_object_set(object, key, (json_t *) value);
}

/* The members of google/benchmark's "context"; unknown ones are left out. */
static json_t *context_json(const json_t *run)
{
    json_t *context = json_object(), *caches = json_array(), *cache;
    const json_t *machine = json_object_get(run, "machine");
    size_t i;
    set_known(context, "date", json_object_get(run, "start"));
    set_known(context, "host_name", json_object_get(machine, "host"));
    json_object_set_new(context, "executable", json_string("escapebench"));
    set_known(context, "num_cpus", json_at(machine, "topology/pus"));
    double cycle = json_number_value(json_at(run, "probe/reference_cycle_ns"));
    if (cycle > 0)
        json_object_set_new(context, "mhz_per_cpu",
                            json_integer((json_int_t) (1000 / cycle + 0.5)));
    json_array_foreach(json_at(machine, "topology/caches"), i, cache)
        json_array_append_new(caches, cache_json(cache));
    json_object_set_new(context, "caches", caches);
    json_object_set_new(context, "load_avg", json_array());
    const char *type = json_string_value(json_at(run, "build/type"));
    if (type)
        json_object_set_new(context, "library_build_type",
                            json_string(strcmp(type, "Debug") == 0 ? "debug" : "release"));
    set_known(context, "cpu_model", json_at(machine, "cpu/name"));
    set_known(context, "compiler", json_at(run, "build/compiler"));
    set_known(context, "commit", json_at(run, "build/commit"));
    set_known(context, "env", json_at(run, "environment/asked"));
    set_known(context, "labels", json_object_get(run, "labels"));
    return context;
}

struct gbench {
    const struct runfile *run;
    json_t *benchmarks;
    size_t family; /* number of the case and variant */
    int only_aggregates;
    double *values; /* of the family's repetitions */
};

/* Adds a user counter: a member of the benchmark object, as in google/benchmark. */
static void put_metric(const char *metric, const char *unit, double value, void *context)
{
    (void) unit;
    json_object_set_new(context, metric, json_real(value));
}

/* The members that every entry of a family has. */
static json_t *entry_json(const struct gbench *g, const struct export_line *line,
                          const char *aggregate)
{
    char name[EXPORT_NAME_MAX], run_name[EXPORT_NAME_MAX];
    export_name(line->row, line->variant, run_name);
    int length = snprintf(name, sizeof name, "%s%s%s", run_name, aggregate ? "_" : "",
                          aggregate ? aggregate : "");
    return length < (int) sizeof name
               ? json_pack("{s:s, s:I, s:i, s:s, s:s, s:I, s:i, s:s}", "name", name, "family_index",
                           (json_int_t) g->family - 1, "per_family_instance_index", 0, "run_name",
                           run_name, "run_type", aggregate ? "aggregate" : "iteration",
                           "repetitions", (json_int_t) line->repetitions, "threads", 1, "time_unit",
                           "ns")
               : NULL;
}

/* Adds the escape cost with its interval, and figures without workers, as user counters of
 * a variant's mean and median. */
static void put_escape(const struct gbench *g, const struct export_line *line, json_t *json)
{
    const struct runfile_row *row = line->row;
    if (!line->is_baseline) {
        put_metric("escape_cost", "", row->delta, json);
        put_metric("escape_cost_low", "", row->low, json);
        put_metric("escape_cost_high", "", row->high, json);
    }
    for (size_t i = 0; i < g->run->row_count; i++) {
        const struct runfile_row *other = &g->run->rows[i];
        if (export_is_summary(other) && other->scenario == row->scenario &&
            other->allocator == row->allocator && other->size_bytes == row->size_bytes &&
            other->live == row->live && other->variant == row->variant)
            put_metric(other->metric, "", line->is_baseline ? other->baseline_value : other->value,
                       json);
    }
}

static int put_aggregate(const struct gbench *g, const struct export_line *line, const char *name,
                         double value, int is_quotient)
{
    json_t *json = isfinite(value) ? entry_json(g, line, name) : NULL;
    if (!json)
        return isfinite(value) ? -EINVAL : 0;
    json_object_set_new(json, "aggregate_name", json_string(name));
    json_object_set_new(json, "aggregate_unit", json_string(is_quotient ? "percentage" : "time"));
    json_object_set_new(json, "iterations", json_integer((json_int_t) line->repetitions));
    json_object_set_new(json, "real_time", json_real(value));
    json_object_set_new(json, "cpu_time", json_real(value));
    if (strcmp(name, "mean") == 0 || strcmp(name, "median") == 0)
        put_escape(g, line, json);
    return json_array_append_new(g->benchmarks, json) == 0 ? 0 : -EINVAL;
}

/* Writes google/benchmark's four statistics over the repetitions. */
static int put_aggregates(const struct gbench *g, const struct export_line *line)
{
    size_t n = line->repetitions;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += g->values[i];
    double mean = sum / (double) n;
    for (size_t i = 0; i < n; i++)
        squares += (g->values[i] - mean) * (g->values[i] - mean);
    double sd = n > 1 ? sqrt(squares / (double) (n - 1)) : 0;
    int error = put_aggregate(g, line, "mean", mean, 0);
    error = error ? error : put_aggregate(g, line, "median", stats_median(g->values, n), 0);
    error = error ? error : put_aggregate(g, line, "stddev", sd, 0);
    return error ? error : put_aggregate(g, line, "cv", sd / mean, 1);
}

static int put_line(const struct export_line *line, void *context)
{
    struct gbench *g = context;
    if (line->repetition == 0) {
        double *values = realloc(g->values, line->repetitions * sizeof *values);
        if (!values)
            return -ENOMEM;
        g->values = values;
        g->family++;
    }
    g->values[line->repetition] = line->ns;
    if (!g->only_aggregates) {
        json_t *json = entry_json(g, line, NULL);
        if (!json)
            return -EINVAL;
        json_object_set_new(json, "repetition_index", json_integer((json_int_t) line->repetition));
        json_object_set_new(json, "iterations", json_integer((json_int_t) line->iterations));
        json_object_set_new(json, "real_time", json_real(line->ns));
        json_object_set_new(json, "cpu_time", json_real(line->ns));
        export_metrics(g->run, line, put_metric, json);
        if (json_array_append_new(g->benchmarks, json) != 0)
            return -EINVAL;
    }
    return line->repetition + 1 == line->repetitions ? put_aggregates(g, line) : 0;
}

int export_gbench(const struct runfile *run, int only_aggregates)
{
    struct gbench g = { .run = run,
                        .benchmarks = json_array(),
                        .only_aggregates = only_aggregates };
    int error = export_each(run, put_line, &g);
    json_t *json =
        json_pack("{s:o, s:o}", "context", context_json(run->machine), "benchmarks", g.benchmarks);
    if (!error && (json_dumpf(json, stdout, JSON_INDENT(2)) != 0 || puts("") < 0))
        error = -EIO;
    json_decref(json);
    free(g.values);
    return error;
}
