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

static void note(const struct run *r, void *context)
{
    (void) context;
    if (r->progress.phase == RUN_ROUNDS && ordered < CASES)
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

/* What seldom gets a quiet turn on a shared core does not keep the others from theirs. */
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
