/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "harness/base/clock.h"
#include "harness/worker/layout.h"
#include "run_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Runs every case under valgrind. */
static int simulate_all(struct run *run)
{
    double limit = run->settings.max_time_s > 0 ? run->settings.max_time_s : INFINITY;
    struct run_progress *p = &run->progress;
    int error = 0;
    p->total = run->case_count;
    for (p->done = 0; p->done < p->total && !error; p->done++) {
        double spent = clock_seconds() - run->started_s;
        if (spent >= limit)
            break;
        if (p->done > 0)
            p->seconds_left = spent / (double) p->done * (double) (p->total - p->done);
        run_tell(run, RUN_SIMULATING, &run->cases[p->done]);
        if (!run->cases[p->done].failure[0])
            error = run_simulate(run, &run->cases[p->done]);
    }
    p->done = 0;
    return error;
}

/* Fails a case that would take more than a quarter of the machine's memory. */
static void check_memory(struct run_case *c)
{
    double memory = (double) sysconf(_SC_PHYS_PAGES) * (double) sysconf(_SC_PAGESIZE);
    double needed = (double) c->live * (double) c->scenario->sizes[c->size].bytes;
    if (needed > memory / 4)
        snprintf(c->failure, sizeof c->failure,
                 "%u live objects of %zu bytes would take more than a quarter of this "
                 "machine's memory",
                 c->live, c->scenario->sizes[c->size].bytes);
}

/* Counts what each timed case allocates. */
static int count_all(struct run *run)
{
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        struct run_case *c = &run->cases[i];
        check_memory(c);
        if (c->scenario->instances)
            continue;
        run_tell(run, RUN_COUNTING, c);
        error = run_count(run, c);
    }
    return error;
}

/* Counts the other program's cases before the rounds. */
static int prepare_against(struct run *run)
{
    struct run *other = run->against;
    unsigned layouts = layout_count(other->program);
    run->layouts = other->layouts = layouts < run->layouts ? layouts : run->layouts;
    other->started_s = run->started_s;
    other->counter_plan = run->counter_plan;
    other->quiet_state = run->quiet_state;
    int error = count_all(other);
    if (!error && other->settings.callgrind)
        error = simulate_all(other);
    return error;
}

/* Runs all workers of the retention cases. Their counts do not depend on how quiet the core
 * is. */
static int retain_of(struct run *run)
{
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        struct run_case *c = &run->cases[i];
        if (!c->scenario->instances)
            continue;
        run_tell(run, RUN_COUNTING, c);
        while (c->held_count < run_workers_least(run, c) && !c->failure[0] && !c->given_up &&
               !error &&
               (run->settings.max_time_s <= 0 || run_seconds_left(run, run_budget(run)) > 0))
            error = run_retain(run, c);
    }
    return error;
}

static int retain_all(struct run *run)
{
    int error = retain_of(run);
    return !error && run->against ? retain_of(run->against) : error;
}

/* Workers of earlier sittings had the layouts that their numbers have now. */
static void restore_layouts(struct run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t k = 0; k < run->cases[i].result_count; k++)
            run->cases[i].results[k].layout =
                layout_of_worker(run->layouts, run->settings.seed, k + 1);
}

int run_measure(struct run *run)
{
    run->started_s = clock_seconds();
    run->layouts = run->program ? layout_count(run->program) : 0;
    restore_layouts(run);
    counters_plan(&run->settings.counters, run->settings.cpu, &run->counter_plan);
    int error = run->against ? prepare_against(run) : 0;
    if (!error)
        error = count_all(run);
    if (!error && run->settings.callgrind)
        error = simulate_all(run);
    if (run->settings.max_time_s <= 0) { /* what is counted takes no time from what is timed */
        run->started_s = clock_seconds();
        run->lost_s = 0;
    }
    return error ? error : run_rounds(run, retain_all);
}
