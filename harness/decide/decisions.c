/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include "harness/machine/core_kind.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double ALPHA = 0.05;

/* Share of the planned pairs that are needed on average, because most tests end early. */
static const double USED = 0.8;

static const struct run_case *case_of(const struct decision *d)
{
    return &d->run->cases[d->other_case];
}

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
    if (c->scenario->instances || strcmp(c->scenario->origin, "control") == 0 ||
        other == run->case_count)
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
    *d = (struct decisions){ .limit = limit, .promised_s = NAN };
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

/* ---- the promise ---- */

/* Pairs have a history of their own: in their differences less varies than in a side. */
static void history_name(const struct decision *d, char name[SPREAD_NAME_MAX])
{
    const struct run_case *c = case_of(d), *base = &d->base_run->cases[d->base_case];
    char sides[SPREAD_NAME_MAX / 2];
    snprintf(sides, sizeof sides, "%s%s%s-pairs", base->allocator->name,
             d->base_run == d->run ? "," : "", d->base_run == d->run ? c->allocator->name : "");
    spread_history_name(c->scenario->name, c->scenario->sizes[c->size].bytes, c->live, sides,
                        c->ladder.rungs[d->compared.variant].name,
                        c->ladder.rungs[d->compared.baseline].name, name);
}

static int recall(struct decision *d, const struct spread_history *history)
{
    char name[SPREAD_NAME_MAX];
    struct spread_known known;
    history_name(d, name);
    if (spread_history_sum_up(history, name, NULL, &known) != 0 ||
        known.df < SPREAD_HISTORY_LEAST || !(known.worker_s > 0))
        return 0;
    d->prior = spread_from_history(&known);
    d->sd = sqrt(known.squares / known.df);
    d->scale = fmax(fabs(known.cost_share), 1 - known.cost_share);
    d->worker_s = known.worker_s;
    return 1;
}

/* The seconds that a case takes: two workers for each pair, and as many pairs as the
 * variant that needs most. */
static double seconds_for(const struct decisions *d, size_t i)
{
    const struct decision *x = &d->list[i];
    size_t pairs = detect_pairs(x->sd, &x->prior, d->limit * x->scale, x->test.alpha);
    return USED * 2 * x->worker_s * fmax((double) pairs, WORKERS_LEAST / USED);
}

static void promise(struct decisions *d)
{
    double sum = 0, of_case = 0;
    for (size_t i = 0; i < d->count; i++) {
        int same = i > 0 && d->list[i].other_case == d->list[i - 1].other_case;
        double seconds = seconds_for(d, i);
        sum += same ? fmax(0, seconds - of_case) : seconds;
        of_case = same ? fmax(of_case, seconds) : seconds;
    }
    d->promised_s = sum;
}

int decisions_recall(struct decisions *d, const struct run *run)
{
    char kind[256];
    struct spread_place place;
    struct spread_history history;
    core_kind_describe_pu(run->pool->machine->topology, run->settings.pu, kind, sizeof kind);
    int error = spread_history_open(&history, kind, &place);
    if (error)
        return error;
    for (size_t i = 0; i < d->count; i++)
        d->unknown -= (size_t) recall(&d->list[i], &history);
    spread_history_free(&history);
    if (d->unknown == 0)
        promise(d);
    return 0;
}

/* ---- what the workers show ---- */

/* What the pairs say; `time` is of the longer of the two variants, on the base's side. */
static struct detect_seen see(const struct decision *d, double *time, double *scale)
{
    const struct run_case *base = &d->base_run->cases[d->base_case], *other = case_of(d);
    size_t n = base->result_count < other->result_count ? base->result_count : other->result_count;
    struct figure figure = run_time(d->base_run, base, &d->compared);
    *time = fmax(figure.baseline, figure.value);
    *scale = fmax(fabs(figure.delta.centre), figure.baseline);
    return detect_sum_up_sides(base->results, other->results, n, &d->compared,
                               d->run->settings.effort->limits.turns_least, &d->run->quiet_state);
}

static void look(struct decision *d, double limit)
{
    double time, scale;
    struct detect_seen seen = see(d, &time, &scale);
    if (seen.pairs < WORKERS_LEAST)
        return;
    struct trimmed difference = detect_tested(&seen, &d->prior, time);
    d->percent_of = scale;
    detect_look(&d->test, &difference, limit * scale);
}

/* Learns the spread from the first five pairs if there is no history. */
static int learn(struct decision *d)
{
    double time, scale;
    struct detect_seen seen = see(d, &time, &scale);
    const struct run_case *c = case_of(d);
    if (!isnan(d->sd))
        return 1;
    if (seen.pairs < WORKERS_LEAST || c->result_count == 0)
        return 0;
    d->sd = stats_trimmed_sd(&seen.difference) / M_SQRT2 / time;
    d->scale = scale / time;
    d->worker_s = c->spent_s / (double) seen.pairs;
    return 1;
}

int decisions_promise(struct decisions *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (!case_of(&d->list[i])->failure[0] && !learn(&d->list[i]))
            return 0;
    if (isnan(d->promised_s))
        promise(d);
    return 1;
}

int decisions_is_open(struct decisions *d, const struct run *run, size_t index)
{
    int open = 0;
    for (size_t i = 0; i < d->count; i++) {
        struct decision *x = &d->list[i];
        if ((x->run != run || x->other_case != index) &&
            (x->base_run != run || x->base_case != index))
            continue;
        look(x, d->limit);
        open |= detect_is_open(&x->test);
    }
    return open;
}

size_t decision_pairs(const struct decision *d)
{
    double time, scale;
    return see(d, &time, &scale).pairs;
}

int decision_seen(const struct decision *d, char name[SPREAD_NAME_MAX], struct spread_seen *seen)
{
    double time, scale;
    const struct run_case *base = &d->base_run->cases[d->base_case], *other = case_of(d);
    struct detect_seen pairs = see(d, &time, &scale);
    if (pairs.pairs < WORKERS_LEAST)
        return -ENODATA;
    history_name(d, name);
    seen->workers = pairs.pairs;
    seen->sd = stats_trimmed_sd(&pairs.difference) / M_SQRT2 / time;
    seen->cost = run_time(d->base_run, base, &d->compared).delta.centre;
    seen->time = time;
    seen->worker_s = (base->spent_s + other->spent_s) / 2 / (double) pairs.pairs;
    return 0;
}

void decisions_close(struct decisions *d)
{
    free(d->list);
    *d = (struct decisions){ .list = NULL };
}
