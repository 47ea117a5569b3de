/* SPDX-License-Identifier: MIT */
#include "spread_keep.h"

#include "run_internal.h"

#include <math.h>
#include <string.h>

/* Standard deviation of the workers' costs, none left out. */
static double spread_of(const struct worker_result *const *results, size_t n,
                        const struct rungs_compared *c)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        mean += results[i]->delta[c->variant][c->baseline] / (double) n;
    for (size_t i = 0; i < n; i++) {
        double off = results[i]->delta[c->variant][c->baseline] - mean;
        squares += off * off;
    }
    return sqrt(squares / (double) (n - 1));
}

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
    seen->sd = spread_of(results, n, compared) / seen->time;
    seen->worker_s = c->spent_s > 0 ? c->spent_s / (double) c->result_count : NAN;
    spread_history_name(c->scenario->name, c->scenario->sizes[c->size].bytes, c->live,
                        c->allocator->name, c->ladder.rungs[compared->variant].name,
                        c->ladder.rungs[compared->baseline].name, name);
    return spread_history_add(history, name, seen);
}

int spread_keep(struct spread_history *history, const struct run *run, const char *name,
                const char *program)
{
    struct spread_seen seen = { .run = name, .program = program };
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        const struct run_case *c = &run->cases[i];
        if (c->failure[0] || c->scenario->instances || strcmp(c->scenario->origin, "control") == 0)
            continue;
        for (size_t k = 0; k < c->ladder.steps && !error; k++)
            error = keep_compared(history, run, c, &c->ladder.compared[k], &seen);
    }
    return error;
}
