/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "run_internal.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double ARTICLES_SHARE = 0.85;

enum {
    STEP_TARGETS = 4, /* how much wider a step's interval may be */
    SHORT_RUN_S = 9,  /* a run may take so long until every case has five workers */
};

static void tell(struct run *run, enum run_phase phase, const struct run_case *c)
{
    run->progress.phase = phase;
    run->progress.current = c;
    if (run->watch)
        run->watch(run, run->context);
}

/* Every case under valgrind. Time spent here is only held against the budget
 * when the user set one. */
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
        tell(run, RUN_SIMULATING, &run->cases[p->done]);
        if (!run->cases[p->done].failure[0])
            error = run_simulate(run, &run->cases[p->done]);
    }
    if (run->settings.max_time_s <= 0) {
        run->started_s = clock_seconds();
        run->lost_s = 0;
    }
    p->done = 0;
    return error;
}

/* Time left of `budget` seconds; what failed workers took does not count. */
static double seconds_left(const struct run *run, double budget)
{
    double lost = run->lost_s + (run->against ? run->against->lost_s : 0);
    return run->started_s + lost + budget - clock_seconds();
}

/* A worker for a case; with another program one of each, in random order. A case that
 * fails in one program is measured in neither. */
static int time_case(struct run *run, size_t index)
{
    struct run *sides[2] = { run, run->against };
    int count = run->against ? 2 : 1, first = count == 2 ? (int) rng_below(run->rng, 2) : 0;
    int error = 0;
    for (int i = 0; i < count && !error; i++) {
        struct run *side = sides[(first + i) % count];
        error = run_time_case(side, &side->cases[index]);
        if (error && side->ending[0])
            memmove(run->ending, side->ending, sizeof run->ending);
        for (int k = 0; k < count; k++) /* what is quiet is known to both */
            sides[k]->quiet_state = side->quiet_state;
    }
    return error;
}

/* Whether a case gets no more workers. */
static int is_closed(const struct run *run, size_t index)
{
    const struct run_case *c = &run->cases[index];
    return c->failure[0] || c->given_up || (run->against && is_closed(run->against, index));
}

/* One worker for each of the `n` chosen cases, in random order. 1: the budget
 * is spent. */
static int run_round(struct run *run, enum run_phase phase, size_t *chosen, size_t n, double budget)
{
    rng_shuffle(run->rng, chosen, n);
    for (size_t i = 0; i < n; i++) {
        struct run_case *c = &run->cases[chosen[i]];
        if (seconds_left(run, budget) <= 0)
            return 1;
        if (is_closed(run, chosen[i]))
            continue;
        tell(run, phase, c);
        int error = time_case(run, chosen[i]);
        if (error)
            return error;
        double spent = clock_seconds() - run->started_s;
        size_t left = run->progress.total - run->progress.done;
        run->progress.seconds_left = phase == RUN_REFINING
                                         ? fmax(0, seconds_left(run, budget))
                                         : spent / (double) run->progress.done * (double) left;
    }
    if (run->round_done)
        run->round_done(run, run->context);
    return 0;
}

/* The widest interval of a case's escape costs over the target width. Above 1 the case
 * needs more workers. */
static double need(const struct run *run, const struct run_case *c)
{
    double widest = 0;
    for (size_t k = 0; k < c->ladder.steps; k++) {
        struct figure figure = run_time(run, c, &c->ladder.compared[k]);
        widest = fmax(widest, estimate_spread(&figure) / run_precision(&run->settings));
    }
    int collections = run_collections(run, c);
    if (collections >= 0 && collections < COLLECTIONS_LEAST)
        widest = fmax(widest, (double) COLLECTIONS_LEAST / (collections + 0.5));
    return widest;
}

/* As need(), for the ladder's steps. A step is precise enough when its half width, as
 * a share of the whole heap cost, is below STEP_TARGETS times the run's precision. */
static double need_of_steps(const struct run *run, const struct run_case *c)
{
    const struct rungs_compared compared = { c->ladder.heap, 0 };
    struct figure whole = run_time(run, c, &compared);
    double scale = fmax(fabs(whole.delta.centre), whole.baseline), widest = 0;
    for (size_t k = c->ladder.steps; k < c->ladder.compared_count; k++) {
        struct interval step = run_time(run, c, &c->ladder.compared[k]).delta;
        widest = fmax(widest, (step.high - step.low) / 2 / scale);
    }
    return widest / (STEP_TARGETS * run_precision(&run->settings));
}

struct ranked {
    double need;
    size_t index;
};

static int neediest_first(const void *a, const void *b)
{
    double x = ((const struct ranked *) a)->need, y = ((const struct ranked *) b)->need;
    return (x < y) - (x > y);
}

/* The wider half of the cases up to rank `last` that have not reached the target. */
static size_t choose_needy(const struct run *run, enum case_rank last,
                           double (*need_of)(const struct run *, const struct run_case *),
                           struct ranked *ranked, size_t *chosen)
{
    size_t n = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        if (is_closed(run, i) || c->scenario->instances || c->rank > last ||
            c->result_count >= WORKERS_MOST)
            continue;
        double needed = need_of(run, c);
        if (run->against)
            needed = fmax(needed, need_of(run->against, &run->against->cases[i]));
        if (needed > 1)
            ranked[n++] = (struct ranked){ needed, i };
    }
    qsort(ranked, n, sizeof *ranked, neediest_first);
    if (!run->is_open)
        n = (n + 1) / 2;
    for (size_t i = 0; i < n; i++)
        chosen[i] = ranked[i].index;
    return n;
}

/* Above 1 while a case has fewer usable workers than it needs, or than the effort wants. */
static double need_of_workers(const struct run *run, const struct run_case *c)
{
    size_t wanted = run->settings.effort->workers;
    return run_workers(run, c) < (wanted > WORKERS_LEAST ? wanted : WORKERS_LEAST) ? INFINITY : 0;
}

/* Gives every case up to a rank the least number of workers that count, if the time
 * allows. */
static int complete(struct run *run, enum case_rank last, size_t *chosen, struct ranked *ranked,
                    double budget)
{
    int error = 0;
    size_t n;
    while (!error && (n = choose_needy(run, last, need_of_workers, ranked, chosen)) > 0) {
        run->progress.total = run->progress.done + n;
        error = run_round(run, RUN_REFINING, chosen, n, budget);
    }
    return error;
}

/* Whether more workers could decide what is asked of a case. */
static double need_of_decision(const struct run *run, const struct run_case *c)
{
    return run->is_open && run->is_open(run, (size_t) (c - run->cases), run->context) ? INFINITY
                                                                                      : 0;
}

/* Every case gets more workers until all is decided that is asked. */
static int decide(struct run *run, size_t *chosen, struct ranked *ranked, double budget)
{
    int error = 0;
    size_t n;
    while (!error && (n = choose_needy(run, RANK_FURTHER, need_of_decision, ranked, chosen)) > 0) {
        run->progress.total = run->progress.done + n;
        error = run_round(run, RUN_REFINING, chosen, n, budget);
    }
    return error;
}

/* Escape costs first. Steps get the time that is left when all of those are precise. */
static int refine(struct run *run, enum case_rank last, size_t *chosen, struct ranked *ranked,
                  double budget)
{
    int error = 0;
    size_t n;
    while (!error && ((n = choose_needy(run, last, need, ranked, chosen)) > 0 ||
                      (last == RANK_FURTHER &&
                       (n = choose_needy(run, last, need_of_steps, ranked, chosen)) > 0))) {
        run->progress.total = run->progress.done + n;
        error = run_round(run, RUN_REFINING, chosen, n, budget);
    }
    return error;
}

/* What is left after everybody's five rounds: to the articles' cases alone until
 * ARTICLES_SHARE of the budget is spent. A step that ran out of its share is no error. */
static int spend_rest(struct run *run, size_t *chosen, struct ranked *ranked, double patient,
                      double budget)
{
    double least = fmax(budget, fmin(patient, SHORT_RUN_S));
    if (run->is_open) {
        int failed = complete(run, RANK_FURTHER, chosen, ranked, least);
        return failed >= 0 ? decide(run, chosen, ranked, budget) : failed;
    }
    int error = complete(run, RANK_ARTICLE, chosen, ranked, ARTICLES_SHARE * least);
    if (error >= 0)
        error = refine(run, RANK_ARTICLE, chosen, ranked, ARTICLES_SHARE * budget);
    if (error >= 0)
        error = complete(run, RANK_FURTHER, chosen, ranked, least);
    if (error >= 0)
        error = refine(run, RANK_FURTHER, chosen, ranked, budget);
    return error;
}

/* All workers of the retention cases: what they count does not depend on how quiet the
 * core is. */
static int retain_all(struct run *run, double budget)
{
    int error = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        struct run_case *c = &run->cases[i];
        if (!c->scenario->instances)
            continue;
        tell(run, RUN_COUNTING, c);
        while (c->held_count < run->settings.effort->holdings && !c->failure[0] && !error &&
               seconds_left(run, budget) > 0)
            error = run_retain(run, c);
    }
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
        tell(run, RUN_COUNTING, c);
        error = run_count(run, c);
    }
    return error;
}

/* Five rounds of the timed cases of one rank; a run that goes on has had some of them. */
static int run_rounds(struct run *run, enum case_rank rank, size_t *chosen, double budget)
{
    int error = 0;
    for (size_t round = 0; round < WORKERS_LEAST && !error; round++) {
        size_t n = 0;
        for (size_t i = 0; i < run->case_count; i++)
            if (run->cases[i].rank == rank && !run->cases[i].scenario->instances &&
                run->cases[i].result_count <= round)
                chosen[n++] = i;
        error = n > 0 ? run_round(run, RUN_ROUNDS, chosen, n, budget) : 0;
    }
    return error;
}

/* How many workers the rounds will run. */
static size_t count_missing(const struct run *run)
{
    size_t missing = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        if (!c->scenario->instances && c->result_count < WORKERS_LEAST)
            missing += WORKERS_LEAST - c->result_count;
    }
    return missing;
}

/* How long the first five rounds may take: without them there are no figures, so only a
 * limit that the user set ends them. A worker is never long. */
static double patience(const struct run *run, double budget)
{
    return run->settings.max_time_s > 0 ? budget : INFINITY;
}

/* What comes before the rounds, for the other program. */
static int prepare_against(struct run *run)
{
    struct run *other = run->against;
    other->started_s = run->started_s;
    other->counter_plan = run->counter_plan;
    other->quiet_state = run->quiet_state;
    int error = count_all(other);
    if (!error && other->settings.callgrind)
        error = simulate_all(other);
    return error;
}

int run_measure(struct run *run)
{
    size_t n = run->case_count;
    size_t *chosen = calloc(n, sizeof *chosen);
    struct ranked *ranked = calloc(n, sizeof *ranked);
    int error = chosen && ranked ? 0 : -ENOMEM;
    double budget = run_budget(run);
    double patient = patience(run, budget);

    run->started_s = clock_seconds();
    counters_plan(&run->settings.counters, run->settings.cpu, &run->counter_plan);
    if (run->against)
        error = error ? error : prepare_against(run);
    if (!error)
        error = count_all(run);
    if (!error && run->settings.callgrind)
        error = simulate_all(run);
    run->progress.total = count_missing(run);
    if (!error)
        error = run_rounds(run, RANK_ARTICLE, chosen, patient);
    if (!error)
        error = retain_all(run, patient);
    if (!error && run->against)
        error = retain_all(run->against, patient);
    if (!error)
        error = run_rounds(run, RANK_FURTHER, chosen, patient);
    if (!error)
        error = spend_rest(run, chosen, ranked, patient, budget);
    free(ranked);
    free(chosen);
    return error > 0 ? 0 : error;
}

void run_close(struct run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        free(run->cases[i].results);
    free(run->cases);
    *run = (struct run){ 0 };
}
