/* SPDX-License-Identifier: MIT
 *
 * Decides which case gets a worker next, and when the workers end.
 */
#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "run_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The share of the time, in the first rounds and after them, that is for the articles'
 * cases alone. */
static const double ARTICLES_SHARE = 0.85;

/* The half width, as need() measures it, at which an unresolved escape cost needs no worker
 * before other cases. */
static const double SETTLED = 0.03;

enum {
    STEP_TARGETS = 4, /* how much wider a step's interval may be */
    SHORT_RUN_S = 9,  /* seconds that a run may take until every case has five workers */
    BLOCK_CASES = 10, /* cases of a block, which take turns if time is short */
    BLOCK_SHARE = 3,  /* a block may take one part in this many of the time left */
};

/* The state of the rounds. Times are seconds since the run's start. */
struct rounds {
    struct run *run;
    size_t *chosen;
    struct ranked *ranked;
    double patient;       /* when the first workers end */
    double budget;        /* when the workers of cases with wide intervals end */
    unsigned ends[RANKS]; /* number after that of each rank's last block */
};

void run_tell(struct run *run, enum run_phase phase, const struct run_case *c)
{
    run->progress.phase = phase;
    run->progress.current = c;
    if (run->watch)
        run->watch(run, run->context);
}

double run_seconds_left(const struct run *run, double budget)
{
    double lost = run->lost_s + (run->against ? run->against->lost_s : 0);
    return run->started_s + lost + budget - clock_seconds();
}

/* Runs a worker for a case; with `against` one of each program, in random order. A case
 * that fails in one program is measured no more in either. */
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
        for (int k = 0; k < count; k++) { /* both programs share the quiet state */
            sides[k]->quiet_state = side->quiet_state;
            sides[k]->rates = side->rates;
        }
    }
    return error;
}

/* Whether a case gets no more workers. */
static int is_closed(const struct run *run, size_t index)
{
    const struct run_case *c = &run->cases[index];
    return c->failure[0] || c->given_up || (run->against && is_closed(run->against, index));
}

/* Seconds left for the rounds: as many as the missing workers will take, and no more than
 * until `until`. */
static double rounds_left(const struct run *run, double until)
{
    const struct run_progress *p = &run->progress;
    double spent = clock_seconds() - run->started_s;
    double all = spent / (double) p->done * (double) (p->total - p->done);
    return fmin(all, fmax(0, run_seconds_left(run, until)));
}

/* Runs one worker for each of the `n` chosen cases, in random order. 1: the time is up. */
static int run_round(struct rounds *r, enum run_phase phase, size_t n, double until)
{
    struct run *run = r->run;
    struct run_progress *p = &run->progress;
    rng_shuffle(run->rng, r->chosen, n);
    if (p->total < p->done + n)
        p->total = p->done + n;
    for (size_t i = 0; i < n; i++) {
        if (run_seconds_left(run, until) <= 0)
            return 1;
        if (is_closed(run, r->chosen[i]))
            continue;
        run_tell(run, phase, &run->cases[r->chosen[i]]);
        int error = time_case(run, r->chosen[i]);
        if (error)
            return error;
        p->seconds_left = phase == RUN_REFINING ? fmax(0, run_seconds_left(run, until))
                                                : rounds_left(run, r->patient);
    }
    if (run->round_done)
        run->round_done(run, run->context);
    return 0;
}

/* The widest interval of a case's escape costs, divided by the target width. Above 1 the
 * case needs more workers. */
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

/* Above 1 while an escape cost is unresolved and its interval is wide; highest for the case
 * that needs the least time, so that many are settled when the time is up. Half as wide an
 * interval takes four times the workers. */
static double need_of_settling(const struct run *run, const struct run_case *c)
{
    double widest = 0;
    for (size_t k = 0; k < c->ladder.steps; k++) {
        struct figure figure = run_time(run, c, &c->ladder.compared[k]);
        double half = (figure.delta.high - figure.delta.low) / 2;
        if (figure.verdict == VERDICT_UNRESOLVED)
            widest = fmax(widest, half / estimate_scale(&figure));
    }
    return widest > SETTLED ? 1 + 1 / (c->spent_s * pow(widest / SETTLED, 2)) : 0;
}

/* As need(), for the ladder's steps. A step is precise enough when its half width, as
 * a share of the whole heap cost, is below STEP_TARGETS times the run's precision. */
static double need_of_steps(const struct run *run, const struct run_case *c)
{
    const struct rungs_compared compared = { c->ladder.heap, 0 };
    struct figure whole = run_time(run, c, &compared);
    double scale = estimate_scale(&whole), widest = 0;
    for (size_t k = c->ladder.steps; k < c->ladder.compared_count; k++) {
        struct interval step = run_time(run, c, &c->ladder.compared[k]).delta;
        widest = fmax(widest, (step.high - step.low) / 2 / scale);
    }
    return widest / (STEP_TARGETS * run_precision(&run->settings));
}

typedef double need_function(const struct run *run, const struct run_case *c);

struct ranked {
    double need;
    size_t index;
};

static int neediest_first(const void *a, const void *b)
{
    double x = ((const struct ranked *) a)->need, y = ((const struct ranked *) b)->need;
    return (x < y) - (x > y);
}

/* Chooses the half with the highest `need_of` among the cases of blocks [first, end) for
 * which it is above 1; all of them if run->is_open decides. Returns how many. */
static size_t choose_needy(struct rounds *r, unsigned first, unsigned end, need_function *need_of)
{
    const struct run *run = r->run;
    size_t n = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        if (is_closed(run, i) || c->scenario->instances || c->block < first || c->block >= end ||
            c->result_count >= WORKERS_MOST)
            continue;
        double needed = need_of(run, c);
        if (run->against)
            needed = fmax(needed, need_of(run->against, &run->against->cases[i]));
        if (needed > 1)
            r->ranked[n++] = (struct ranked){ needed, i };
    }
    qsort(r->ranked, n, sizeof *r->ranked, neediest_first);
    if (!run->is_open)
        n = (n + 1) / 2;
    for (size_t i = 0; i < n; i++)
        r->chosen[i] = r->ranked[i].index;
    return n;
}

/* Above 1 while a case has fewer usable workers than `wanted`; highest for cases that lack
 * the fewest, so that many have a verdict when the time is up. */
static double lacking(const struct run *run, const struct run_case *c, size_t wanted)
{
    size_t has = run_workers(run, c);
    return has < wanted ? 1 + 1 / (double) (wanted - has) : 0;
}

/* Above 1 while a case can have no verdict. */
static double need_of_verdict(const struct run *run, const struct run_case *c)
{
    return lacking(run, c, WORKERS_LEAST);
}

/* Above 1 while a case has fewer usable workers than it needs or the effort asks for. */
static double need_of_workers(const struct run *run, const struct run_case *c)
{
    size_t effort = run->settings.effort->workers;
    return lacking(run, c, effort > WORKERS_LEAST ? effort : WORKERS_LEAST);
}

/* Gives the cases of blocks [first, end) the workers that need_of asks for. 1: time is up. */
static int complete(struct rounds *r, enum run_phase phase, unsigned first, unsigned end,
                    double until, need_function *need_of)
{
    int error = 0;
    size_t n;
    while (!error && (n = choose_needy(r, first, end, need_of)) > 0)
        error = run_round(r, phase, n, until);
    return error;
}

/* Above 1 if more workers could settle the case's decisions (run->is_open). */
static double need_of_decision(const struct run *run, const struct run_case *c)
{
    return run->is_open && run->is_open(run, (size_t) (c - run->cases), run->context) ? INFINITY
                                                                                      : 0;
}

/* Gives cases more workers until all decisions are reached. */
static int decide(struct rounds *r)
{
    int error = 0;
    size_t n;
    while (!error && (n = choose_needy(r, 0, r->ends[RANK_FURTHER], need_of_decision)) > 0)
        error = run_round(r, RUN_REFINING, n, r->budget);
    return error;
}

/* Settles escape costs first, then narrows all of them. Once all of them are precise, the
 * steps get the time that is left. */
static int refine(struct rounds *r, enum case_rank last, double until)
{
    int error = complete(r, RUN_REFINING, 0, r->ends[last], until, need_of_settling);
    if (!error)
        error = complete(r, RUN_REFINING, 0, r->ends[last], until, need);
    if (!error && last == RANK_FURTHER)
        error = complete(r, RUN_REFINING, 0, r->ends[last], until, need_of_steps);
    return error;
}

/* Spends the time that is left after the first workers: on the articles' cases alone until
 * ARTICLES_SHARE of the budget is spent, then on all cases. That a part's time is up is no
 * error. */
static int spend_rest(struct rounds *r)
{
    double least = fmax(r->budget, fmin(r->patient, SHORT_RUN_S));
    unsigned articles = r->ends[RANK_LARGE], all = r->ends[RANK_FURTHER];
    if (r->run->is_open) {
        int failed = complete(r, RUN_REFINING, 0, all, least, need_of_workers);
        return failed >= 0 ? decide(r) : failed;
    }
    int error = complete(r, RUN_REFINING, 0, articles, ARTICLES_SHARE * least, need_of_workers);
    if (error >= 0)
        error = refine(r, RANK_LARGE, ARTICLES_SHARE * r->budget);
    if (error >= 0)
        error = complete(r, RUN_REFINING, 0, all, least, need_of_workers);
    if (error >= 0)
        error = refine(r, RANK_FURTHER, r->budget);
    return error;
}

/* Runs five rounds of a block's timed cases, less those that a resumed run has had. */
static int run_five(struct rounds *r, unsigned block, double until)
{
    const struct run *run = r->run;
    int error = 0;
    for (size_t round = 0; round < WORKERS_LEAST && !error; round++) {
        size_t n = 0;
        for (size_t i = 0; i < run->case_count; i++)
            if (run->cases[i].block == block && !run->cases[i].scenario->instances &&
                run->cases[i].result_count <= round)
                r->chosen[n++] = i;
        error = n > 0 ? run_round(r, RUN_ROUNDS, n, until) : 0;
    }
    return error;
}

/* Runs the first workers of every case of a rank. If time is short, a block gets all its
 * first workers before the next block begins, and may take a third of the time left, the last one
 * all of it. */
static int run_rank(struct rounds *r, enum case_rank rank)
{
    int limited = isfinite(r->patient), error = 0;
    double end = rank < RANK_FURTHER ? ARTICLES_SHARE * r->patient : r->patient;
    for (unsigned b = rank > 0 ? r->ends[rank - 1] : 0; b < r->ends[rank] && error >= 0; b++) {
        double left = fmax(0, run_seconds_left(r->run, end));
        unsigned blocks = r->ends[rank] - b, share = blocks < BLOCK_SHARE ? blocks : BLOCK_SHARE;
        double until = limited ? end - left + left / share : end;
        error = run_five(r, b, until);
        if (error == 0 && limited)
            error = complete(r, RUN_ROUNDS, b, b + 1, until, need_of_verdict);
    }
    return error < 0 ? error : 0;
}

/* Numbers the blocks: one for each rank. If time is short, a rank has several blocks, each
 * of whole scenarios in the order of the cases. */
static void make_blocks(struct rounds *r)
{
    unsigned block = 0;
    for (enum case_rank rank = 0; rank < RANKS; rank++) {
        const struct scenario *last = NULL;
        for (size_t i = 0, n = 0; i < r->run->case_count; i++) {
            struct run_case *c = &r->run->cases[i];
            if (c->rank != rank)
                continue;
            if (isfinite(r->patient) && n >= BLOCK_CASES && c->scenario != last) {
                block++;
                n = 0;
            }
            c->block = block;
            last = c->scenario;
            n++;
        }
        r->ends[rank] = ++block;
    }
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

/* The time limit of the cases' first workers, in seconds after the run's start. Infinite
 * unless the user or a bounded effort set a limit, because without first workers there are no
 * figures. */
static double first_workers_s(const struct run *run)
{
    double budget = run_budget(run);
    if (run->settings.max_time_s > 0)
        return budget;
    return run->settings.effort->bounded ? fmax(budget, SHORT_RUN_S) : INFINITY;
}

int run_rounds(struct run *run, int (*between)(struct run *run))
{
    size_t n = run->case_count;
    struct rounds r = { .run = run,
                        .chosen = calloc(n, sizeof *r.chosen),
                        .ranked = calloc(n, sizeof *r.ranked),
                        .patient = first_workers_s(run),
                        .budget = run_budget(run) };
    int error = r.chosen && r.ranked ? 0 : -ENOMEM;
    make_blocks(&r);
    run->progress.total = count_missing(run);
    for (enum case_rank rank = 0; rank < RANKS && !error; rank++) {
        error = rank == RANK_FURTHER ? between(run) : 0;
        error = error ? error : run_rank(&r, rank);
    }
    r.budget = run_budget(run); /* the time of a Go lane's worker is known now */
    if (!error)
        error = spend_rest(&r);
    free(r.ranked);
    free(r.chosen);
    return error > 0 ? 0 : error;
}
