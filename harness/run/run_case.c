/* SPDX-License-Identifier: MIT */
#include "run_internal.h"

#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "harness/machine/limit.h"
#include "harness/worker/layout.h"
#include "samples.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* How long a worker probes each PU before it starts. With only one PU the worker starts at
 * once: waiting gave fewer usable workers. */
static const double LOOK_S = 0.002;

enum {
    WHOLE_WORKERS = 12, /* of a case, usable; later workers only take times */
    GONE_TRIES = 20,    /* tries to start a worker while its PUs are offline */
    GONE_WAIT_MS = 100,
};

/* PU number `i` of those to measure on; number 0 is `pu`. */
static unsigned place(const struct run_settings *settings, size_t i)
{
    return i == 0 ? settings->pu : settings->stand_ins[i - 1];
}

const struct partner *run_partner(const struct run *run, const struct run_case *c)
{
    return &run->settings.partners[c->scenario->peer_place];
}

/* Sets the plan's PUs, beginning with the last worker's. Only timed workers search for a
 * quiet one; other workers use the first that works. A scenario with a peer stays on `pu`,
 * because the partner belongs to `pu`. */
static void plan_pus(const struct run *run, const struct run_case *c, struct worker_plan *plan)
{
    const struct run_settings *s = &run->settings;
    int free = !c->scenario->peer;
    plan->pu_count = free ? 1 + s->stand_in_count : 1;
    plan->find_quiet_s =
        plan->job == WORKER_TIME && plan->pu_count > 1 ? LOOK_S * (double) plan->pu_count : 0;
    for (size_t i = 0; i < plan->pu_count; i++) {
        size_t at = (i + (free ? run->last_pu : 0)) % plan->pu_count;
        plan->pus[i] = place(s, at);
    }
}

/* Stores which PU the last worker used. */
static void note_pu(struct run *run)
{
    const struct run_settings *s = &run->settings;
    run->last_pu = 0;
    for (size_t i = 0; i < s->stand_in_count; i++)
        if (s->stand_ins[i] == run->pool->report->pu)
            run->last_pu = i + 1;
}

void run_plan(const struct run *run, const struct run_case *c, enum worker_job job, size_t variant)
{
    const struct effort *effort = run->settings.effort;
    struct worker_plan *plan = run->pool->plan;
    *plan = (struct worker_plan){
        .job = job,
        .partner = run_partner(run, c)->pu,
        .size = c->size,
        .variant = variant,
        .live = c->live,
        .worker = (unsigned) c->result_count + 1,
        .seed = rng_next(run->rng),
        .bare = run->settings.bare,
        .times_only = run_workers(run, c) >= WHOLE_WORKERS,
        .limits = effort->limits,
        .collections_least = COLLECTIONS_LEAST / WORKERS_LEAST,
        .quiet_state = run->quiet_state,
        .counters = run->counter_plan,
    };
    if (job == WORKER_TIME) /* in a pair of workers both have the same */
        plan->layout = layout_of_worker(run->layouts, run->settings.seed, plan->worker);
    plan_pus(run, c, plan);
    worker_plan_allocator(plan, c->allocator);
    snprintf(plan->scenario, sizeof plan->scenario, "%s", c->scenario->name);
}

/* Writes the rows of the turns that were taken since the last call. */
static void write_turns(struct run *run)
{
    const struct worker_report *report = run->pool->report;
    const struct run_case *c = run->timed;
    size_t count = c ? atomic_load(&report->measured.turn_count) : 0;
    while (run->samples_fd >= 0 && !run->samples_errno && run->written < count) {
        struct csv_row row;
        struct samples_context context = {
            .scenario = c->scenario,
            .size_bytes = c->scenario->sizes[c->size].bytes,
            .ladder = &c->ladder,
            .live = c->live,
            .allocator = c->allocator->name,
            .worker = run->pool->plan->worker,
            .layout = run->pool->plan->layout,
            .counters = &run->settings.counters,
            .facts = &report->measured.facts,
            .quiet_state = &run->pool->plan->quiet_state,
        };
        samples_row(&row, &context, &report->measured.turns[run->written++]);
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

/* Removes the rows of a worker that was killed, because the next worker gets its number. */
static void on_again(void *context)
{
    struct run *run = context;
    run->written = 0;
    if (run->timed && run->samples_fd >= 0 && run->samples_start >= 0)
        run->samples_errno = ftruncate(run->samples_fd, run->samples_start) == 0 ? 0 : errno;
    if (run->timed)
        run->timed->killed++;
}

/* From now on the turns of a worker are written while the worker runs. */
static void watch_worker(struct run *run)
{
    run->pool->tick = on_tick;
    run->pool->again = on_again;
    run->pool->context = run;
}

/* Fails a case after a worker failed. A case keeps its figures so far if its workers were
 * killed from outside, one after the other, or if a PU that only this case needs is gone. */
static void give_up(struct run *run, struct run_case *c, int error)
{
    c->given_up = 1;
    if (error == -ECANCELED)
        on_again(run);
    int outside = error == -ECANCELED || error == -EXDEV || run->pool->report->without_partner;
    if (!outside || run_workers(run, c) < WORKERS_LEAST)
        snprintf(c->failure, sizeof c->failure, "%s", run->pool->report->error);
}

int run_worker(struct run *run)
{
    const struct timespec wait = { .tv_nsec = GONE_WAIT_MS * 1000000L };
    double paused = run->pool->paused_s;
    int error = worker_pool_run(run->pool);
    for (int tries = 1; error == -EXDEV && tries < GONE_TRIES; tries++) {
        nanosleep(&wait, NULL);
        error = worker_pool_run(run->pool);
    }
    run->lost_s += run->pool->paused_s - paused;
    int others_go_on = error == -EXDEV && run->pool->plan->pu_count <= run->settings.stand_in_count;
    if (error && error != -EINTR && error != -ETIMEDOUT && error != -ECHILD &&
        error != -ECANCELED && !others_go_on)
        snprintf(run->ending, sizeof run->ending, "%s", run->pool->report->error);
    return error;
}

int run_one_worker(struct run *run, struct run_case *c, enum worker_job job, size_t variant)
{
    run_plan(run, c, job, variant);
    worker_pool_use(run->pool, run->program);
    watch_worker(run);
    double start = clock_seconds(), lost = run->lost_s;
    run->timed = job == WORKER_TIME ? c : NULL;
    run->written = 0;
    run->samples_start = run->samples_fd >= 0 ? lseek(run->samples_fd, 0, SEEK_END) : -1;
    int error = run_worker(run);
    if (error != -ECANCELED)
        write_turns(run);
    if (run->samples_errno) {
        char why[128];
        limit_describe("", run->samples_errno, why, sizeof why);
        snprintf(run->ending, sizeof run->ending, "samples.csv: %s", why);
        return -EIO;
    }
    if (error == -EINTR || run->ending[0])
        return error;
    if (error) {
        give_up(run, c, error);
        run->lost_s = lost + clock_seconds() - start;
    }
    return 0;
}

/* Refines the quiet state by the worker's probes. The new state applies to later workers,
 * and to earlier ones: results that it rejects are no longer usable. */
static void refine_quiet_state(struct run *run)
{
    const struct worker_report *report = run->pool->report;
    struct probe probes[PROBE_REFINING];
    for (size_t t = 0; t < atomic_load(&report->measured.turn_count); t++)
        run->probes[run->probe_count++ % PROBE_REFINING] = report->measured.turns[t].before;
    if (run->probe_count < PROBE_REFINING)
        return;
    memcpy(probes, run->probes, sizeof probes);
    struct quiet_state refined = run->quiet_state;
    probe_refine(&refined, probes, PROBE_REFINING);
    if (!run->quiet_bounds.measured ||
        quiet_bounds_hold(&run->quiet_bounds, refined.cycles_per_slot))
        run->quiet_state = refined;
}

/* A state that nothing confirms, learned while every core was busy, is replaced as soon as
 * the run has seen the quiet rate, too. */
static void replace_guess(struct run *run)
{
    double lower = rate_counts_lower(&run->rates);
    if (lower > 0 && !run_quiet_confirmed(run) && !run->quiet_bounds.measured &&
        probe_is_better(lower, &run->quiet_state))
        run->quiet_state.cycles_per_slot = lower;
}

int run_time_case(struct run *run, struct run_case *c)
{
    const struct worker_report *report = run->pool->report;
    double start = clock_seconds();
    int error = run_one_worker(run, c, WORKER_TIME, 0);
    c->spent_s += clock_seconds() - start;
    run->progress.done++;
    if (error || c->failure[0] || c->given_up)
        return error;
    struct worker_result *results = realloc(c->results, (c->result_count + 1) * sizeof *results);
    if (!results)
        return -ENOMEM;
    c->results = results;
    struct worker_result *result = &results[c->result_count++];
    worker_result_of(&report->measured, &c->ladder, &run->quiet_state, result);
    result->layout = run->pool->plan->layout;
    c->turns_total += result->turns_total;
    c->turns_kept += result->turns_kept;
    c->unsteady += !report->measured.facts.steady;
    note_pu(run);
    rate_counts_merge(&run->rates, &report->measured.facts.rates);
    if (c->scenario->control)
        control_check_add(&run->control, &report->measured, &run->pool->plan->quiet_state);
    refine_quiet_state(run);
    replace_guess(run);
    if (!run->pool->plan->times_only) {
        memcpy(c->reasons, report->reasons, sizeof c->reasons);
        c->counting = report->measured.counting;
    }
    return 0;
}

void run_leave_cores(const struct run_settings *settings, const struct machine *machine)
{
    unsigned pus[2 + MACHINE_STAND_INS_MOST] = { settings->pu,
                                                 settings->partners[PARTNER_NONE].pu };
    memcpy(pus + 2, settings->stand_ins, settings->stand_in_count * sizeof *pus);
    machine_bind_away(machine, pus, 2 + settings->stand_in_count);
}
