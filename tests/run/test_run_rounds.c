/* SPDX-License-Identifier: MIT
 *
 * The order in which cases get their workers, with workers that cannot be started: each
 * case gets one and is given up.
 */
#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "harness/run/run_internal.h"

#include <criterion/criterion.h>
#include <stdlib.h>

extern const struct scenario scenario_nothing, scenario_return_pointer, scenario_return_user,
    scenario_box_map_key;

enum { EACH = 6, SCENARIOS = 4, CASES = EACH * SCENARIOS };

static struct machine machine;
static struct worker_pool pool;
static struct rng rng = { 1 };
static struct run run;
static size_t order[CASES]; /* of the cases, as they were timed */
static size_t ordered;

static enum run_phase noted; /* the phase whose order is noted */

static void note(const struct run *r, void *context)
{
    (void) context;
    if (r->progress.phase == noted && ordered < CASES)
        order[ordered++] = (size_t) (r->progress.current - r->cases);
}

static int nothing(struct run *r)
{
    (void) r;
    return 0;
}

static void open_run(void)
{
    static const struct scenario *const chosen[SCENARIOS] = {
        &scenario_nothing, &scenario_return_pointer, &scenario_return_user, &scenario_box_map_key
    };
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, "/nonesuch"), 0);
    ordered = 0;
    noted = RUN_ROUNDS;
    run_open(&run, &(struct run_settings){ .effort = effort_find("normal") }, &pool, &rng);
    run.cases = calloc(CASES, sizeof *run.cases);
    run.case_count = CASES;
    run.watch = note;
    run.started_s = clock_seconds();
    for (size_t i = 0; i < CASES; i++) {
        run.cases[i] = (struct run_case){ .scenario = chosen[i / EACH],
                                          .live = 1,
                                          .allocator = &allocators[0] };
        ladder_of(run.cases[i].scenario, 0, 1, &run.cases[i].ladder);
    }
}

static void close_run(void)
{
    run_close(&run);
    worker_pool_close(&pool);
    machine_close(&machine);
}

TestSuite(run_rounds, .init = open_run, .fini = close_run);

/* Whether the cases in order[first .. first + n) are those numbered from `from` on. */
static int are_of(size_t first, size_t n, size_t from)
{
    for (size_t i = first; i < first + n; i++)
        if (order[i] < from || order[i] >= from + n)
            return 0;
    return 1;
}

Test(run_rounds, without_a_limit_all_cases_of_a_rank_take_turns)
{
    run.settings.effort = effort_find("rigorous");
    for (size_t i = 0; i < EACH; i++)
        run.cases[i].rank = RANK_FURTHER;
    cr_assert_eq(run_rounds(&run, nothing), 0);
    cr_assert_eq(ordered, CASES);
    cr_expect(are_of(0, CASES - EACH, EACH), "the articles' first");
    cr_expect(are_of(CASES - EACH, EACH, 0));
    cr_expect_not(are_of(0, EACH, EACH), "scenario after scenario");
}

/* Two scenarios have 12 cases: a block has ten or more, of whole scenarios. */
Test(run_rounds, with_a_limit_a_block_comes_after_the_other)
{
    run.settings.max_time_s = 600;
    cr_assert_eq(run_rounds(&run, nothing), 0);
    cr_assert_eq(ordered, CASES);
    cr_expect(are_of(0, CASES / 2, 0));
    cr_expect(are_of(CASES / 2, CASES / 2, CASES / 2));
    cr_expect_not(are_of(0, EACH, 0), "within a block they take turns");
}

/* Large cases, which seldom get a quiet turn on a shared core, come last. */
Test(run_rounds, large_objects_come_behind_the_other_articles_and_before_the_rest)
{
    for (size_t i = 0; i < EACH; i++) {
        run.cases[i].rank = RANK_LARGE;
        run.cases[EACH + i].rank = RANK_FURTHER;
    }
    cr_assert_eq(run_rounds(&run, nothing), 0);
    cr_assert_eq(ordered, CASES);
    cr_expect(are_of(CASES - 2 * EACH, EACH, 0));
    cr_expect(are_of(CASES - EACH, EACH, EACH));
}

/* Gives a case six workers whose stack takes 10 ns and whose cost is `off` ns, less or more
 * from worker to worker. */
static void give_results(struct run_case *c, double off, double scatter, double spent_s)
{
    c->result_count = 6;
    c->spent_s = spent_s;
    c->results = calloc(c->result_count, sizeof *c->results);
    cr_assert_not_null(c->results);
    for (size_t w = 0; w < c->result_count; w++) {
        struct worker_result *result = &c->results[w];
        double delta = off + scatter * ((double) w - 2.5);
        result->turns_total = result->turns_kept = 12;
        result->layout = (unsigned) w;
        result->time[0] = 10;
        result->time[c->ladder.heap] = 10 + delta;
        result->delta[c->ladder.heap][0] = delta;
        result->ratio[c->ladder.heap][0] = 1 + delta / 10;
    }
}

/* What would never be settled does not take the time of what soon is. */
Test(run_rounds, unresolved_cases_are_settled_first_those_that_need_least_time_before_others)
{
    enum { NARROW = 8, HOPELESS = 10, SLOW = 13, WIDE = 15 };
    noted = RUN_REFINING;
    run.quiet_agreed = 1;
    for (size_t i = 0; i < CASES; i++)
        if (i == NARROW || i == SLOW) /* unresolved by some 10 % */
            give_results(&run.cases[i], 0, 0.5, i == SLOW ? 5 : 0.1);
        else if (i == HOPELESS)
            give_results(&run.cases[i], 0, 20, 0.1);
        else if (i == WIDE) /* slower, and wider than the first two */
            give_results(&run.cases[i], 20, 3, 0.1);
        else
            give_results(&run.cases[i], 20, 0, 0.1); /* precise */
    cr_assert_eq(run_rounds(&run, nothing), 0);
    size_t at[CASES] = { 0 };
    for (size_t i = 0; i < ordered; i++)
        at[order[i]] = i + 1;
    cr_expect_gt(at[NARROW], 0);
    cr_expect_lt(at[NARROW], at[SLOW]);
    cr_expect_lt(at[SLOW], at[HOPELESS]);
    cr_expect_lt(at[HOPELESS], at[WIDE]);
}

/* Bytes in Go differ from worker to worker, so they need an interval, and that five workers. */
Test(run_rounds, a_leak_in_go_gets_the_workers_of_an_interval)
{
    struct scenario leak = scenario_nothing;
    leak.instances = 100;
    struct run_case c = { .scenario = &leak };
    cr_expect_eq(run_workers_least(&run, &c), effort_find("normal")->holdings);
    leak.in_go = 1;
    cr_expect_eq(run_workers_least(&run, &c), WORKERS_LEAST);
}
