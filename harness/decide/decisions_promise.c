/* SPDX-License-Identifier: MIT
 *
 * How long the decisions of a run take.
 */
#include "decisions_internal.h"

#include "harness/base/clock.h"
#include "harness/machine/core_kind.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

enum { PAIRS_LEAST = 10 }; /* that tell how busy the host is */

/* ---- what earlier runs know ---- */

/* Pairs have a history of their own: in their differences less varies than in a side. */
static void history_name(const struct decision *d, char name[SPREAD_NAME_MAX])
{
    const struct run_case *c = decision_other(d), *base = decision_base(d);
    int one_run = d->base_run == d->run;
    char sides[SPREAD_NAME_MAX / 2];
    snprintf(sides, sizeof sides, "%s%s%s-pairs", base->allocator->name, one_run ? "," : "",
             one_run ? c->allocator->name : "");
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

/* ---- what this run's workers show ---- */

size_t decision_pairs(const struct decision *d)
{
    double time, scale;
    return decision_see(d, &time, &scale).pairs;
}

/* Seconds that the workers of both sides have taken so far. */
static double spent(const struct decision *d)
{
    return decision_base(d)->spent_s + decision_other(d)->spent_s;
}

/* Whether decision `i` is about the same workers as the one before, but another variant. */
static int shares_workers(const struct decisions *d, size_t i)
{
    return i > 0 && d->list[i].base_case == d->list[i - 1].base_case;
}

int decision_seen(const struct decision *d, char name[SPREAD_NAME_MAX], struct spread_seen *seen)
{
    double time, scale;
    struct detect_seen pairs = decision_see(d, &time, &scale);
    if (pairs.pairs < WORKERS_LEAST)
        return -ENODATA;
    history_name(d, name);
    seen->workers = pairs.pairs;
    seen->sd = stats_trimmed_sd(&pairs.difference) / M_SQRT2 / time;
    seen->cost = run_time(d->base_run, decision_base(d), &d->compared).delta.centre;
    seen->time = time;
    seen->worker_s = spent(d) / 2 / (double) pairs.pairs;
    return 0;
}

/* A case that fails on one side is measured no more. */
static int has_failed(const struct decision *d)
{
    return decision_base(d)->failure[0] || decision_other(d)->failure[0];
}

/* Whether the spread of a case is known; without a history, from its first five pairs. */
static int know_spread(struct decision *d)
{
    double time, scale;
    struct detect_seen seen = decision_see(d, &time, &scale);
    if (!isnan(d->sd))
        return 1;
    if (seen.pairs < WORKERS_LEAST)
        return 0;
    d->sd = stats_trimmed_sd(&seen.difference) / M_SQRT2 / time;
    d->scale = scale / time;
    d->worker_s = spent(d) / 2 / (double) seen.pairs;
    return 1;
}

/* ---- the promise ---- */

/* Seconds that the workers of all cases take: two for each pair, and as many pairs as the
 * variant that needs most. */
static double workers_take(const struct decisions *d)
{
    double sum = 0, of_case = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct decision *x = &d->list[i];
        if (has_failed(x))
            continue;
        double pairs = detect_pairs_used(x->sd, &x->prior, d->limit * x->scale, x->test.alpha);
        double seconds = 2 * x->worker_s * pairs;
        of_case = shares_workers(d, i) ? of_case : 0;
        sum += fmax(0, seconds - of_case);
        of_case = fmax(of_case, seconds);
    }
    return sum;
}

int decisions_recall(struct decisions *d)
{
    char kind[256];
    struct spread_place place;
    struct spread_history history;
    const struct run *run = d->run;
    core_kind_describe_pu(run->pool->machine->topology, run->settings.pu, kind, sizeof kind);
    int error = spread_history_open(&history, kind, &place);
    if (error)
        return error;
    for (size_t i = 0; i < d->count; i++)
        d->unknown -= (size_t) recall(&d->list[i], &history);
    spread_history_free(&history);
    if (d->unknown == 0)
        d->expected_s = workers_take(d);
    return 0;
}

/* The workers of this run so far. */
struct progress_so_far {
    size_t pairs;   /* usable ones */
    double taken_s; /* seconds that all workers took */
    double known_s; /* seconds that those pairs would have taken by `worker_s` */
};

static struct progress_so_far progress_of(const struct decisions *d)
{
    struct progress_so_far p = { 0 };
    for (size_t i = 0; i < d->count; i++) {
        const struct decision *x = &d->list[i];
        if (shares_workers(d, i) || isnan(x->worker_s))
            continue;
        size_t pairs = decision_pairs(x);
        p.pairs += pairs;
        p.taken_s += spent(x);
        p.known_s += 2 * x->worker_s * (double) pairs;
    }
    return p;
}

/* What else the run takes: so far, and until the cases without a decision (the control) have
 * their first workers. */
static double others_take(const struct decisions *d, const struct progress_so_far *p)
{
    const struct run *run = d->run;
    double seconds = clock_seconds() - run->started_s - p->taken_s;
    double worker_s = p->taken_s / 2 / (double) p->pairs;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        int compared = 0;
        for (size_t k = 0; k < d->count; k++)
            compared |= d->list[k].other_case == i || d->list[k].base_case == i;
        size_t least = run_workers_least(run, c);
        if (!compared && !c->scenario->instances && c->result_count < least)
            seconds += (run->against ? 2 : 1) * worker_s * (double) (least - c->result_count);
    }
    return seconds;
}

/* The first workers say how busy the host is for a second or two, earlier runs how busy it
 * is in general. Neither is what the next minute brings: the promise is the geometric mean. */
int decisions_promise(struct decisions *d)
{
    if (!isnan(d->promised_s))
        return 0;
    for (size_t i = 0; i < d->count; i++)
        if (!has_failed(&d->list[i]) && !know_spread(&d->list[i]))
            return 0;
    struct progress_so_far p = progress_of(d);
    if (p.pairs < PAIRS_LEAST)
        return 0;
    double longer = sqrt(p.taken_s / p.known_s);
    d->promised_s = longer * workers_take(d) + others_take(d, &p);
    return 1;
}
