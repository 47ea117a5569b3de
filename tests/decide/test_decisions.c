/* SPDX-License-Identifier: MIT
 *
 * Decisions of a run whose workers are made up: two builds, or two allocators, whose pairs
 * of workers lie 0.5 % apart.
 */
#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "harness/decide/decisions.h"
#include "harness/machine/core_kind.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

extern const struct scenario scenario_nothing, scenario_return_pointer;

enum { CASES = 3, MOST = 200 };

static const char name[] = "return_pointer/8/1/a-pairs/heap-stack";
static char folder[SCRATCH_MAX];
static struct machine machine;
static struct worker_pool pool;
static struct rng rng = { 1 };
static struct allocator sides[] = { { .name = "a" }, { .name = "b" } };
static struct run run, against;
static struct decisions decisions;

/* A run of the control and of return_pointer under allocators a and b. */
static void open_run(struct run *r)
{
    const struct run_settings settings = { .effort = effort_find("rigorous") };
    run_open(r, &settings, &pool, &rng);
    r->quiet_state = (struct quiet_state){ .cycle_ns = 0.3, .cycles_per_slot = 0.2 };
    r->started_s = clock_seconds();
    r->cases = calloc(CASES, sizeof *r->cases);
    r->case_count = CASES;
    for (size_t i = 0; i < CASES; i++) {
        struct run_case *c = &r->cases[i];
        *c = (struct run_case){ .scenario = i > 0 ? &scenario_return_pointer : &scenario_nothing,
                                .allocator = &sides[i > 1],
                                .live = 1,
                                .results = calloc(MOST, sizeof *c->results) };
        ladder_of(c->scenario, 0, 1, &c->ladder);
        ladder_strip(&c->ladder);
    }
}

static void set_up(void)
{
    scratch_make(folder);
    setenv("XDG_STATE_HOME", folder, 1);
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, "/nonesuch"), 0);
    open_run(&run);
    open_run(&against);
}

static void tear_down(void)
{
    decisions_close(&decisions);
    run_close(&run);
    run_close(&against);
    worker_pool_close(&pool);
    machine_close(&machine);
    scratch_remove(folder);
}

TestSuite(decisions, .init = set_up, .fini = tear_down);

static double normal(void)
{
    double u = ((double) rng_below(&rng, 1u << 30) + 0.5) / (1u << 30);
    double v = (double) rng_below(&rng, 1u << 30) / (1u << 30);
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

/* A worker that took `seconds`: the stack costs 2 ns, the heap 12. */
static void add_worker(struct run_case *c, double cost, double seconds)
{
    struct worker_result *r = &c->results[c->result_count++];
    cr_assert_leq(c->result_count, MOST);
    *r = (struct worker_result){ .turns_total = 20, .turns_kept = 20, .cycles_per_slot = 0.2 };
    r->time[0] = 2;
    r->time[1] = 2 + cost;
    r->delta[1][0] = cost;
    r->ratio[1][0] = r->time[1] / 2;
    c->spent_s += seconds;
}

/* `n` pairs of workers of case 1 of the two builds. */
static void add_pairs(size_t n, double difference, double seconds)
{
    for (size_t i = 0; i < n; i++) {
        add_worker(&against.cases[1], 10 + 0.04 * normal(), seconds);
        add_worker(&run.cases[1], 10 + difference + 0.04 * normal(), seconds);
    }
}

/* Only case 1 has two sides. */
static void open_builds(void)
{
    struct run *both[] = { &run, &against };
    for (size_t i = 0; i < 2; i++) {
        free(both[i]->cases[2].results);
        both[i]->cases[2].results = NULL;
        both[i]->case_count = 2;
    }
    run.against = &against;
    cr_assert_eq(decisions_open(&decisions, &run, 0.01), 0);
}

/* What earlier runs have seen: workers that took 0.1 s each. */
static void remember(void)
{
    char kind[256];
    struct spread_place place;
    struct spread_history history;
    const struct spread_seen seen = { .run = "r",
                                      .program = "p",
                                      .workers = 100,
                                      .sd = 0.004,
                                      .cost = 10,
                                      .time = 12,
                                      .worker_s = 0.1 };
    core_kind_describe_pu(machine.topology, run.settings.pu, kind, sizeof kind);
    cr_assert_eq(spread_history_open(&history, kind, &place), 0);
    cr_assert_eq(spread_history_add(&history, name, &seen), 0);
    cr_assert_eq(spread_history_save(&history, place.path, place.cpu), 0);
    spread_history_free(&history);
}

Test(decisions, the_control_has_no_sides)
{
    open_builds();
    cr_expect_eq(decisions.count, 1);
    cr_expect_eq(decisions.list[0].base_run, &against);
    cr_expect_eq(decisions.list[0].other_case, 1);
    cr_expect_float_eq(decisions.list[0].test.alpha, 0.05, 1e-12);
    decisions_close(&decisions);
    run.case_count = 1; /* the control alone */
    int error = decisions_open(&decisions, &run, 0.01);
    run.case_count = 2;
    cr_expect_eq(error, -EINVAL);
}

Test(decisions, of_two_allocators_the_first_is_the_base)
{
    cr_assert_eq(decisions_open(&decisions, &run, 0.01), 0);
    cr_expect_eq(decisions.count, 1);
    cr_expect_eq(decisions.list[0].base_case, 1);
    cr_expect_eq(decisions.list[0].other_case, 2);
    for (size_t i = 0; i < 40; i++) {
        add_worker(&run.cases[1], 10 + 0.04 * normal(), 0.1);
        add_worker(&run.cases[2], 9 + 0.04 * normal(), 0.1);
    }
    cr_expect(!decisions_is_open(&decisions, &run, 1));
    cr_expect(!decisions_is_open(&decisions, &run, 2));
    cr_expect_eq(decisions.list[0].test.verdict, VERDICT_FASTER);
    cr_expect_eq(decision_pairs(&decisions.list[0]), 40);
}

Test(decisions, four_pairs_decide_nothing_and_more_do)
{
    open_builds();
    add_pairs(4, 1, 0.1);
    cr_expect(decisions_is_open(&decisions, &run, 1));
    add_pairs(96, 1, 0.1);
    cr_expect(!decisions_is_open(&decisions, &run, 1));
    cr_expect_eq(decisions.list[0].test.verdict, VERDICT_SLOWER);
    cr_expect_float_eq(decisions.list[0].percent_of, 10, 0.1);
}

Test(decisions, no_difference_is_the_same)
{
    open_builds();
    add_pairs(100, 0, 0.1);
    cr_expect(!decisions_is_open(&decisions, &run, 1));
    cr_expect_eq(decisions.list[0].test.verdict, VERDICT_SAME);
}

Test(decisions, a_difference_of_two_limits_waits_for_half_of_the_promised_time)
{
    open_builds();
    add_pairs(20, 0.2, 0.1);
    decisions.promised_s = 1000;
    cr_expect(decisions_is_open(&decisions, &run, 1));
    cr_expect_lt(decisions.list[0].test.fraction, 1);
    decisions.promised_s = 0;
    add_pairs(20, 0.2, 0.1);
    cr_expect(!decisions_is_open(&decisions, &run, 1));
    cr_expect_eq(decisions.list[0].test.verdict, VERDICT_SLOWER);
}

/* ---- the promise ---- */

Test(decisions, without_a_history_ten_pairs_tell_the_time)
{
    open_builds();
    cr_assert_eq(decisions_recall(&decisions), 0);
    cr_expect_eq(decisions.unknown, 1);
    cr_expect(isnan(decisions.expected_s));
    add_pairs(9, 0, 0.1);
    cr_expect(!decisions_promise(&decisions));
    add_pairs(1, 0, 0.1);
    cr_expect(decisions_promise(&decisions));
    cr_expect_gt(decisions.promised_s, 2, "%g", decisions.promised_s);
    cr_expect_lt(decisions.promised_s, 60, "%g", decisions.promised_s);
    cr_expect(!decisions_promise(&decisions), "once");
}

/* On a host nine times as busy as before: the geometric mean of then and now. */
Test(decisions, a_busy_host_lengthens_the_promise)
{
    double promised[2];
    remember();
    for (int busy = 0; busy < 2; busy++) {
        open_builds();
        cr_assert_eq(decisions_recall(&decisions), 0);
        cr_expect_eq(decisions.unknown, 0);
        cr_expect_gt(decisions.expected_s, 1);
        add_pairs(10, 0, busy ? 0.9 : 0.1);
        for (size_t i = 0; i < WORKERS_LEAST; i++) { /* the control has all of its own */
            add_worker(&run.cases[0], 0, 0);
            add_worker(&against.cases[0], 0, 0);
        }
        run.started_s = clock_seconds() - run.cases[1].spent_s - against.cases[1].spent_s;
        cr_assert(decisions_promise(&decisions));
        promised[busy] = decisions.promised_s / decisions.expected_s;
        decisions_close(&decisions);
        for (size_t i = 0; i < 2; i++) {
            run.cases[i].result_count = against.cases[i].result_count = 0;
            run.cases[i].spent_s = against.cases[i].spent_s = 0;
        }
    }
    cr_expect_float_eq(promised[0], 1, 0.05, "%g", promised[0]);
    cr_expect_float_eq(promised[1], 3, 0.05, "%g", promised[1]);
}

/* What the run has spent on other things, and what the control still takes, is promised, too. */
Test(decisions, the_promise_is_of_the_whole_run)
{
    remember();
    open_builds();
    cr_assert_eq(decisions_recall(&decisions), 0);
    add_pairs(10, 0, 0.1);
    run.started_s = clock_seconds() - 2 - 7; /* 2 s for the pairs */
    cr_assert(decisions_promise(&decisions));
    cr_expect_float_eq(decisions.promised_s, decisions.expected_s + 7 + 5 * 2 * 0.1, 0.2);
}

/* A case that failed in the other build does not keep the rest from a promise. */
Test(decisions, a_case_that_failed_needs_no_time)
{
    run.against = &against;
    snprintf(against.cases[1].failure, WORKER_ERROR_MAX, "it crashed");
    cr_assert_eq(decisions_open(&decisions, &run, 0.01), 0);
    cr_assert_eq(decisions.count, 2);
    cr_expect(!decisions_promise(&decisions));
    for (size_t i = 0; i < 10; i++) {
        add_worker(&against.cases[2], 10 + 0.04 * normal(), 0.1);
        add_worker(&run.cases[2], 10 + 0.04 * normal(), 0.1);
    }
    cr_expect(decisions_promise(&decisions));
}

Test(decisions, what_pairs_show_is_remembered_by_name)
{
    char known[SPREAD_NAME_MAX];
    struct spread_seen seen = { .run = "r", .program = "p" };
    open_builds();
    add_pairs(4, 0, 0.2);
    cr_expect_eq(decision_seen(&decisions.list[0], known, &seen), -ENODATA);
    add_pairs(56, 0, 0.2);
    cr_assert_eq(decision_seen(&decisions.list[0], known, &seen), 0);
    cr_expect_str_eq(known, name);
    cr_expect_eq(seen.workers, 60);
    cr_expect_float_eq(seen.worker_s, 0.2, 1e-9);
    cr_expect_float_eq(seen.sd, 0.04 / 12, 0.0015, "%g", seen.sd);
    cr_expect_float_eq(seen.time, 12, 0.1);
}
