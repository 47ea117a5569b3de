/* SPDX-License-Identifier: MIT */
#include "spread_keep.h"

#include "harness/base/files.h"
#include "harness/machine/core_kind.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int keep_compared(struct spread_history *history, const struct run *run,
                         const struct run_case *c, const struct rungs_compared *compared,
                         struct spread_seen *seen)
{
    const struct worker_result *results[WORKERS_MOST];
    size_t n = run_results(run, c, results);
    if (n < WORKERS_LEAST)
        return 0;
    char name[SPREAD_NAME_MAX];
    struct figure figure = estimate_time(results, n, compared);
    seen->workers = n;
    seen->cost = figure.delta.centre;
    seen->time = fmax(figure.baseline, figure.value);
    seen->sd = stats_trimmed_sd(&figure.seen) / seen->time;
    seen->worker_s = c->spent_s > 0 ? c->spent_s / (double) c->result_count : NAN;
    spread_history_name(c->scenario->name, c->scenario->sizes[c->size].bytes, c->live,
                        c->allocator->name, c->ladder.rungs[compared->variant].name,
                        c->ladder.rungs[compared->baseline].name, name);
    return spread_history_add(history, name, seen);
}

static int keep_cases(struct spread_history *history, const struct run *run, const char *name,
                      const char *program)
{
    struct spread_seen seen = { .run = name, .program = program };
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        const struct run_case *c = &run->cases[i];
        if (c->failure[0] || c->scenario->instances || c->scenario->control)
            continue;
        for (size_t k = 0; k < c->ladder.steps && !error; k++)
            error = keep_compared(history, run, c, &c->ladder.compared[k], &seen);
    }
    return error;
}

static int keep_pairs(struct spread_history *history, const struct decisions *decisions,
                      const char *run, const char *program)
{
    struct spread_seen seen = { .run = run, .program = program };
    int error = 0;
    for (size_t i = 0; decisions && i < decisions->count && !error; i++) {
        char name[SPREAD_NAME_MAX];
        if (decision_seen(&decisions->list[i], name, &seen) == 0)
            error = spread_history_add(history, name, &seen);
    }
    return error;
}

int spread_keep(const struct run *run, const struct decisions *decisions, time_t start,
                char *replaced)
{
    char kind[256];
    char when[32], seed[24], name[SPREAD_RUN_MAX], program[17] = "";
    struct spread_history history;
    struct spread_place place;
    struct tm utc;
    uint64_t hash;
    replaced[0] = '\0';
    core_kind_describe_pu(run->pool->machine->topology, run->settings.pu, kind, sizeof kind);
    int error = spread_history_open(&history, kind, &place);
    if (error)
        return error;
    gmtime_r(&start, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    snprintf(seed, sizeof seed, "%" PRIu64, run->settings.seed);
    spread_history_run(when, seed, name);
    worker_pool_use(run->pool, run->program);
    if (files_hash(run->pool->worker_program, &hash) == 0)
        snprintf(program, sizeof program, "%016" PRIx64, hash);
    error = keep_cases(&history, run, name, program);
    if (!error)
        error = keep_pairs(&history, decisions, name, program);
    if (!error)
        error = spread_history_save(&history, place.path, place.cpu);
    if (!error && history.damaged)
        snprintf(replaced, PATH_MAX, "%s", place.path);
    spread_history_free(&history);
    return error;
}
