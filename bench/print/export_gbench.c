/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const json_t *dig(const json_t *json, const char *outer, const char *inner)
{
    return json_object_get(json_object_get(json, outer), inner);
}

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

/* Members that google/benchmark writes; those that are unknown here are left out. */
static json_t *context_json(const json_t *run)
{
    json_t *context = json_object(), *caches = json_array(), *cache;
    const json_t *machine = json_object_get(run, "machine");
    size_t i;
    set_known(context, "date", json_object_get(run, "start"));
    set_known(context, "host_name", json_object_get(machine, "host"));
    json_object_set_new(context, "executable", json_string("escapebench"));
    set_known(context, "num_cpus", dig(machine, "topology", "pus"));
    double cycle = json_number_value(dig(run, "probe", "reference_cycle_ns"));
    if (cycle > 0)
        json_object_set_new(context, "mhz_per_cpu",
                            json_integer((json_int_t) (1000 / cycle + 0.5)));
    json_array_foreach(dig(machine, "topology", "caches"), i, cache)
        json_array_append_new(caches, cache_json(cache));
    json_object_set_new(context, "caches", caches);
    json_object_set_new(context, "load_avg", json_array());
    const char *type = json_string_value(dig(run, "build", "type"));
    if (type)
        json_object_set_new(context, "library_build_type",
                            json_string(strcmp(type, "Debug") == 0 ? "debug" : "release"));
    set_known(context, "cpu_model", dig(machine, "cpu", "name"));
    set_known(context, "compiler", dig(run, "build", "compiler"));
    set_known(context, "commit", dig(run, "build", "commit"));
    return context;
}

struct gbench {
    const struct runfile *run;
    json_t *benchmarks;
    size_t family; /* a case and variant */
};

/* A user counter: a member of the benchmark itself, as the original has it. */
static void put_metric(const char *metric, double value, void *context)
{
    json_object_set_new(context, metric, json_real(value));
}

static int put_line(const struct export_line *line, void *context)
{
    struct gbench *g = context;
    const struct runfile_row *row = line->row;
    char name[512];
    snprintf(name, sizeof name, "%s/size:%llu/live:%llu/%s/%s", row->scenario,
             (unsigned long long) row->size_bytes, (unsigned long long) row->live, row->allocator,
             line->variant);
    g->family += line->repetition == 0;
    json_t *json =
        json_pack("{s:s, s:I, s:i, s:s, s:s, s:I, s:I, s:i, s:I, s:f, s:f, s:s}", "name", name,
                  "family_index", (json_int_t) g->family - 1, "per_family_instance_index", 0,
                  "run_name", name, "run_type", "iteration", "repetitions",
                  (json_int_t) line->repetitions, "repetition_index", (json_int_t) line->repetition,
                  "threads", 1, "iterations", (json_int_t) line->iterations, "real_time", line->ns,
                  "cpu_time", line->ns, "time_unit", "ns");
    if (json)
        export_metrics(g->run, line, put_metric, json);
    return json_array_append_new(g->benchmarks, json) == 0 ? 0 : -EINVAL;
}

int export_gbench(const struct runfile *run)
{
    struct gbench g = { run, json_array(), 0 };
    int error = export_each(run, put_line, &g);
    json_t *json =
        json_pack("{s:o, s:o}", "context", context_json(run->machine), "benchmarks", g.benchmarks);
    if (!error && (json_dumpf(json, stdout, JSON_INDENT(2)) != 0 || puts("") < 0))
        error = -EIO;
    json_decref(json);
    return error;
}
