/* SPDX-License-Identifier: MIT */
#include "spread_history.h"

#include "harness/base/files.h"
#include "harness/machine/facts.h"
#include "harness/quiet/quiet_state.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SCHEMA = 1, FILE_MOST = 1 << 26 };

/* The largest that a run can have seen: workers, ns and seconds. */
static const double WORKERS_MOST = 1e6, TIME_MOST = 1e15;

void spread_history_name(const char *scenario, uint64_t size_bytes, uint64_t live,
                         const char *allocator, const char *variant, const char *baseline,
                         char name[SPREAD_NAME_MAX])
{
    snprintf(name, SPREAD_NAME_MAX, "%s/%" PRIu64 "/%" PRIu64 "/%s/%s-%s", scenario, size_bytes,
             live, allocator, variant, baseline);
}

void spread_history_run(const char *start, const char *seed, char name[SPREAD_RUN_MAX])
{
    snprintf(name, SPREAD_RUN_MAX, "%s %s", start, seed);
}

int spread_history_path(const char *machine, char *path, size_t size)
{
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s.spreads", machine) >= (int) sizeof name)
        return -ENAMETOOLONG;
    return quiet_state_path(name, path, size);
}

int spread_history_load(struct spread_history *history, const char *path, const char *cpu)
{
    int error;
    json_t *file = files_read_json(path, FILE_MOST, &error);
    const char *whose = json_string_value(json_object_get(file, "cpu"));
    const json_t *schema = json_object_get(file, "schema");
    json_t *cases = json_object_get(file, "cases");
    int whole = whose && json_is_integer(schema) && json_is_object(cases);
    int good = whole && strcmp(whose, cpu) == 0 && json_integer_value(schema) == SCHEMA;
    history->damaged = error != -ENOENT && !whole;
    history->cases = good ? json_incref(cases) : json_object();
    json_decref(file);
    return history->cases ? 0 : -ENOMEM;
}

int spread_history_open(struct spread_history *history, const char *kind,
                        struct spread_place *place)
{
    char name[128];
    facts_cpu_identity(0, place->cpu, sizeof place->cpu);
    facts_kind_name(kind, name, sizeof name);
    int error = spread_history_path(name, place->path, sizeof place->path);
    return error ? error : spread_history_load(history, place->path, place->cpu);
}

static const char *text_of(const json_t *run, const char *key)
{
    const char *text = json_string_value(json_object_get(run, key));
    return text ? text : "";
}

static double number_of(const json_t *run, const char *key)
{
    const json_t *number = json_object_get(run, key);
    return json_is_number(number) ? json_number_value(number) : NAN;
}

/* Removes the run of that name from a case's runs. */
static void remove_run(json_t *runs, const char *name)
{
    for (size_t i = json_array_size(runs); i > 0; i--)
        if (strcmp(text_of(json_array_get(runs, i - 1), "run"), name) == 0)
            json_array_remove(runs, i - 1);
}

static int is_usable(const struct spread_seen *seen)
{
    return seen->workers >= 2 && isfinite(seen->sd) && isfinite(seen->cost) && seen->time > 0 &&
           isfinite(seen->time);
}

int spread_history_add(struct spread_history *history, const char *name,
                       const struct spread_seen *seen)
{
    if (!is_usable(seen))
        return 0;
    json_t *runs = json_object_get(history->cases, name);
    if (!json_is_array(runs)) {
        runs = json_array();
        if (json_object_set_new(history->cases, name, runs) != 0)
            return -ENOMEM;
    }
    remove_run(runs, seen->run);
    while (json_array_size(runs) >= SPREAD_RUNS_KEPT)
        json_array_remove(runs, 0);
    json_t *run = json_pack("{s:s, s:s, s:I, s:f, s:f, s:f}", "run", seen->run, "program",
                            seen->program, "workers", (json_int_t) seen->workers, "sd", seen->sd,
                            "cost", seen->cost, "time", seen->time);
    if (run && isfinite(seen->worker_s))
        json_object_set_new(run, "worker_s", json_real(seen->worker_s));
    return run && json_array_append_new(runs, run) == 0 ? 0 : -ENOMEM;
}

static int is_among(const json_t *names, const char *name)
{
    for (size_t i = 0; i < json_array_size(names); i++)
        if (strcmp(json_string_value(json_array_get(names, i)), name) == 0)
            return 1;
    return 0;
}

static int counts(const json_t *run, const json_t *but)
{
    double workers = number_of(run, "workers"), sd = number_of(run, "sd");
    double time = number_of(run, "time"), cost = number_of(run, "cost");
    return workers >= 2 && workers <= WORKERS_MOST && sd >= 0 && sd <= TIME_MOST && time > 0 &&
           time <= TIME_MOST && fabs(cost) <= TIME_MOST && !is_among(but, text_of(run, "run"));
}

/* Adds the squared deviations of the costs of one program's runs from their mean. `first`
 * is the index of a run; nothing is added unless it is the first run of its program. */
static void add_program(const json_t *runs, size_t first, const json_t *but,
                        struct spread_known *known)
{
    const char *program = text_of(json_array_get(runs, first), "program");
    double n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < json_array_size(runs) && *program; i++) {
        const json_t *run = json_array_get(runs, i);
        if (strcmp(text_of(run, "program"), program) != 0 || !counts(run, but))
            continue;
        if (i < first)
            return;
        double cost = number_of(run, "cost") / number_of(run, "time");
        n++;
        sum += cost;
        squares += cost * cost;
    }
    if (n >= 2) {
        known->run_squares += fmax(0, squares - sum * sum / n);
        known->run_df += n - 1;
    }
}

int spread_history_sum_up(const struct spread_history *history, const char *name, const json_t *but,
                          struct spread_known *known)
{
    const json_t *runs = json_object_get(history->cases, name);
    double seconds = 0, timed = 0;
    *known = (struct spread_known){ .worker_s = NAN };
    for (size_t i = 0; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        if (!counts(run, but))
            continue;
        double workers = number_of(run, "workers"), sd = number_of(run, "sd");
        known->runs++;
        known->workers += (size_t) workers;
        double df =
            workers - 2 * floor(workers / 5) - 1; /* degrees of freedom of the trimmed mean */
        known->df += df;
        known->squares += df * sd * sd;
        double worker_s = number_of(run, "worker_s");
        if (worker_s > 0 && worker_s <= TIME_MOST) {
            seconds = seconds / 2 + workers * worker_s;
            timed = timed / 2 + workers;
        }
        known->cost_share += number_of(run, "cost") / number_of(run, "time");
        add_program(runs, i, but, known);
    }
    if (timed > 0)
        known->worker_s = seconds / timed;
    if (known->runs == 0)
        return -ENOENT;
    known->cost_share /= (double) known->runs;
    return 0;
}

int spread_history_save(const struct spread_history *history, const char *path, const char *cpu)
{
    int error = files_make_parent(path);
    if (error)
        return error;
    json_t *file =
        json_pack("{s:i, s:s, s:O}", "schema", SCHEMA, "cpu", cpu, "cases", history->cases);
    error = file ? files_write_json(path, file) : -ENOMEM;
    json_decref(file);
    return error;
}

void spread_history_free(struct spread_history *history)
{
    json_decref(history->cases);
    history->cases = NULL;
}
