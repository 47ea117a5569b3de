/* SPDX-License-Identifier: MIT */
#include "decisions_internal.h"

#include "harness/base/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ALPHA = 0.05;

/* ---- the two sides ---- */

/* The index of the same case under another allocator, after case `first`; case_count: there
 * is none. */
static size_t find_other(const struct run *run, size_t first)
{
    const struct run_case *a = &run->cases[first];
    for (size_t i = first + 1; i < run->case_count; i++) {
        const struct run_case *b = &run->cases[i];
        if (a->scenario == b->scenario && a->size == b->size && a->live == b->live &&
            a->allocator != b->allocator)
            return i;
    }
    return run->case_count;
}

static int add_case(struct decisions *d, const struct run *run, size_t first)
{
    const struct run_case *c = &run->cases[first];
    size_t other = run->against ? first : find_other(run, first);
    if (c->scenario->instances || c->scenario->control || other == run->case_count)
        return 0;
    struct decision *list = realloc(d->list, (d->count + c->ladder.steps) * sizeof *list);
    if (!list)
        return -ENOMEM;
    d->list = list;
    for (size_t k = 0; k < c->ladder.steps; k++)
        list[d->count++] = (struct decision){ .base_run = run->against ? run->against : run,
                                              .run = run,
                                              .base_case = first,
                                              .other_case = other,
                                              .compared = c->ladder.compared[k],
                                              .prior = spread_cautious,
                                              .sd = NAN,
                                              .scale = NAN,
                                              .worker_s = NAN,
                                              .percent_of = NAN };
    return 0;
}

int decisions_open(struct decisions *d, const struct run *run, double limit)
{
    *d = (struct decisions){ .limit = limit, .run = run, .expected_s = NAN, .promised_s = NAN };
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++)
        error = add_case(d, run, i);
    if (!error && d->count == 0)
        error = -EINVAL;
    d->unknown = d->count;
    for (size_t i = 0; i < d->count; i++)
        detect_start(&d->list[i].test, ALPHA / (double) d->count);
    return error;
}

/* ---- what the workers show ---- */

struct detect_seen decision_see(const struct decision *d, double *time, double *scale)
{
    const struct run_case *base = decision_base(d), *other = decision_other(d);
    size_t n = base->result_count < other->result_count ? base->result_count : other->result_count;
    struct figure figure = run_time(d->base_run, base, &d->compared);
    *time = fmax(figure.baseline, figure.value);
    *scale = estimate_scale(&figure);
    return detect_sum_up_sides(base->results, other->results, n, &d->compared,
                               d->run->settings.effort->limits.turns_least, &d->run->quiet_state);
}

/* Whether less than half of the promised time is over. */
static int is_early(const struct decisions *d)
{
    return !isnan(d->promised_s) && clock_seconds() - d->run->started_s < d->promised_s / 2;
}

static void look(struct decision *d, double limit, int early)
{
    double time, scale;
    struct detect_seen seen = decision_see(d, &time, &scale);
    if (seen.pairs < WORKERS_LEAST)
        return;
    struct trimmed difference = detect_tested(&seen, &d->prior, time);
    d->percent_of = scale;
    detect_look(&d->test, &difference, limit * scale, early);
}

int decisions_is_open(struct decisions *d, const struct run *run, size_t index)
{
    int open = 0;
    for (size_t i = 0; i < d->count; i++) {
        struct decision *x = &d->list[i];
        if ((x->run != run || x->other_case != index) &&
            (x->base_run != run || x->base_case != index))
            continue;
        look(x, d->limit, is_early(d));
        open |= detect_is_open(&x->test);
    }
    return open;
}

void decisions_close(struct decisions *d)
{
    free(d->list);
    *d = (struct decisions){ .list = NULL };
}
