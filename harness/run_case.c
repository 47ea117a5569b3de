/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "run_case.h"

#include "clock.h"
#include "rng.h"
#include "samples.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROBE_WORKERS = 10, /* at most, until one saw a quiet core */
    WHOLE_WORKERS = 12, /* of a case, that count; the others only take times */
};

/* The place `i` of those to measure on, of which the first is `pu`. */
static unsigned place(const struct run_settings *settings, size_t i)
{
    return i == 0 ? settings->pu : settings->stand_ins[i - 1];
}

int run_probe(struct workshop *shop, const struct run_settings *settings, int patient,
              struct quiet_state *state)
{
    size_t places = 1 + settings->stand_in_count;
    size_t most = patient ? PROBE_WORKERS : places, least = patient ? places : 1;
    int error = 0, found = 0;
    for (size_t i = 0; i < most && !(found && i >= least) && !error; i++) {
        const struct worker_report *report = shop->report;
        *shop->plan = (struct worker_plan){ .job = WORKER_PROBE,
                                            .pus = { place(settings, i % places) },
                                            .pu_count = 1,
                                            .hard_s = 0.1 };
        snprintf(shop->plan->allocator, sizeof shop->plan->allocator, "%s", allocators[0].name);
        error = workshop_run(shop);
        if (i == 0 || report->was_quiet > found ||
            (report->was_quiet == found && probe_is_better(report->probed.cycles_per_slot, state)))
            *state = report->probed;
        found |= report->was_quiet;
    }
    return error ? error : found;
}

const struct partner *run_partner(const struct run *run, const struct run_case *c)
{
    return &run->settings.partners[c->scenario->peer_place];
}

/* Timed workers may go where it is quiet, beginning with where the last one was;
 * but the partner of a peer is one of `pu`. */
static void plan_pus(const struct run *run, const struct run_case *c, struct worker_plan *plan)
{
    const struct run_settings *s = &run->settings;
    int free = plan->job == WORKER_TIME && !c->scenario->peer;
    plan->pu_count = free ? 1 + s->stand_in_count : 1;
    plan->settle_s = plan->job == WORKER_TIME ? s->effort->hard_s / 3 : 0;
    for (size_t i = 0; i < plan->pu_count; i++) {
        size_t at = (i + (free ? run->last_pu : 0)) % plan->pu_count;
        plan->pus[i] = place(s, at);
    }
}

/* Where the last worker was. */
static void note_pu(struct run *run)
{
    const struct run_settings *s = &run->settings;
    run->last_pu = 0;
    for (size_t i = 0; i < s->stand_in_count; i++)
        if (s->stand_ins[i] == run->shop->report->pu)
            run->last_pu = i + 1;
}

void run_plan(const struct run *run, const struct run_case *c, enum worker_job job, size_t variant)
{
    const struct effort *effort = run->settings.effort;
    struct worker_plan *plan = run->shop->plan;
    *plan = (struct worker_plan){
        .job = job,
        .partner = run_partner(run, c)->pu,
        .size = c->size,
        .variant = variant,
        .live = c->live,
        .worker = (unsigned) c->word_count + 1,
        .seed = rng_next(run->rng),
        .times_only = run_workers(run, c) >= WHOLE_WORKERS,
        .turns = effort->turns,
        .turns_least = effort->turns_least,
        .collections_least = COLLECTIONS_LEAST / WORKERS_LEAST,
        .soft_s = effort->soft_s,
        .hard_s = effort->hard_s,
        .best = run->best,
        .counters = run->counter_plan,
    };
    plan_pus(run, c, plan);
    snprintf(plan->allocator, sizeof plan->allocator, "%s", c->allocator->name);
    snprintf(plan->scenario, sizeof plan->scenario, "%s", c->scenario->name);
}

/* Writes the rows of the turns that came since the last call. */
static void write_turns(struct run *run)
{
    const struct worker_report *report = run->shop->report;
    const struct run_case *c = run->timed;
    size_t count = c ? atomic_load(&report->turn_count) : 0;
    while (run->samples_fd >= 0 && !run->samples_errno && run->written < count) {
        struct csv_row row;
        struct samples_context context = {
            .scenario = c->scenario,
            .size_bytes = c->scenario->sizes[c->size].bytes,
            .ladder = &c->ladder,
            .live = c->live,
            .allocator = c->allocator->name,
            .worker = run->shop->plan->worker,
            .counters = &run->settings.counters,
            .facts = &report->facts,
            .best = &run->shop->plan->best,
            .pu = report->pu,
        };
        samples_row(&row, &context, &report->turns[run->written++]);
        run->samples_errno = -csv_write(&row, run->samples_fd);
    }
}

static void on_tick(void *context)
{
    struct run *run = context;
    write_turns(run);
    if (run->watch)
        run->watch(run, run->context);
}

void run_watch_worker(struct run *run)
{
    run->shop->tick = on_tick;
    run->shop->context = run;
}

int run_employ(struct run *run, struct run_case *c, enum worker_job job, size_t variant)
{
    run_plan(run, c, job, variant);
    double start = clock_seconds();
    run->timed = job == WORKER_TIME ? c : NULL;
    run->written = 0;
    int error = workshop_run(run->shop);
    write_turns(run);
    if (run->samples_errno)
        return -EIO;
    if (error == -EINTR)
        return error;
    if (error) {
        snprintf(c->failure, sizeof c->failure, "%s", run->shop->report->error);
        run->lost_s += clock_seconds() - start;
    }
    return 0;
}

/* Later workers are held to a best state that is corrected, and the words of
 * earlier ones that were not in it no longer count (estimate_counts). */
static void refine_best(struct run *run)
{
    const struct worker_report *report = run->shop->report;
    struct probe probes[PROBE_REFINING];
    for (size_t t = 0; t < atomic_load(&report->turn_count); t++)
        run->probes[run->probe_count++ % PROBE_REFINING] = report->turns[t].before;
    if (run->probe_count < PROBE_REFINING)
        return;
    memcpy(probes, run->probes, sizeof probes);
    probe_refine(&run->best, probes, PROBE_REFINING);
}

int run_time_case(struct run *run, struct run_case *c)
{
    const struct worker_report *report = run->shop->report;
    int error = run_employ(run, c, WORKER_TIME, 0);
    run->progress.done++;
    if (error || c->failure[0])
        return error;
    struct word *words = realloc(c->words, (c->word_count + 1) * sizeof *words);
    if (!words)
        return -ENOMEM;
    c->words = words;
    struct word *word = &words[c->word_count++];
    estimate_word(report, &c->ladder, &run->best, word);
    c->turns_total += word->turns_total;
    c->turns_kept += word->turns_kept;
    c->unsteady += !report->facts.steady;
    note_pu(run);
    refine_best(run);
    if (!run->shop->plan->times_only) {
        memcpy(c->reasons, report->reasons, sizeof c->reasons);
        c->counting = report->counting;
    }
    return 0;
}
