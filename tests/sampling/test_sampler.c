/* SPDX-License-Identifier: MIT
 *
 * The sampler against a scripted clock: batch lengths, warm-up, and when it ends.
 */
#include "harness/sampling/preemption.h"
#include "tests/support/scripted.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sched.h>

TestSuite(sampler, .init = scripted_set_up);

Test(sampler, a_batch_is_25_to_50_us_and_at_least_one_operation)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    script.cost[1] = 3000000;
    sampler_run(&plan, &facts);
    cr_expect(facts.ops[0] * script.cost[0] >= 25000 && facts.ops[0] * script.cost[0] <= 50000);
    cr_expect_eq(facts.ops[1], 1);
}

/* A walk takes as long as a reading of the clock here. The batches are run, too, and none of
 * them is timed. */
Test(sampler, walks_come_after_the_timed_turns)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_assert_eq(script.turn_count, facts.turns_total + 4);
    for (size_t t = 0; t < script.turn_count; t++) {
        int walked = t >= facts.turns_total;
        cr_expect_eq(script.turns[t].index, t);
        cr_expect_eq(script.turns[t].group, walked ? GROUP_WALK : GROUP_TIMED);
        if (walked && script.turns[t].taken == script.turns[t].batches)
            cr_expect(fabs(turn_walk(&script.turns[t], 1, &facts, &plan.quiet_state)) < 1e-9,
                      "the clock's own cost is taken off");
    }
    struct turn turn = script.turns[facts.turns_total];
    turn.taken = turn.batches;
    turn.before.cycle_ns = turn.after.cycle_ns = 2; /* the clock runs at half speed */
    for (size_t i = 0; i < turn.batches; i++)
        turn.batch_ns[i] = LOOK_NS + (turn.order[i] == 1 ? 800 : 0);
    cr_expect(fabs(turn_walk(&turn, 1, &facts, &plan.quiet_state) - 400) < 1e-9);
}

Test(sampler, a_worker_for_times_only_does_neither_walk_nor_count)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    plan.times_only = 1;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 20);
    cr_expect_eq(script.turn_count, facts.turns_total);
}

/* A fresh process gets faster in steps of a millisecond, as decision 005 shows. */
static uint64_t in_steps(void)
{
    uint64_t ms = script.now / 1000000;
    script.cost[1] = 700 + (ms < 5 ? 100 * (5 - ms) : 0);
    return scripted_clock();
}

Test(sampler, warm_up_is_not_fooled_by_a_step)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    clock_source = in_steps;
    sampler_run(&plan, &facts);
    cr_expect(facts.steady);
    for (size_t t = 0; t < facts.turns_total; t++)
        cr_expect(fabs(turn_time(&script.turns[t], 1, &facts, &plan.quiet_state) *
                           script.turns[t].before.cycle_ns -
                       700) < 1e-6);
}

Test(sampler, the_stack_has_each_alignment_equally_often)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    unsigned of[STACK_ALIGNMENTS] = { 0 };
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < script.turn_count; t++) {
        cr_expect_eq(script.turns[t].offset % 16, 0);
        of[turn_alignment(script.turns[t].offset)] +=
            script.turns[t].fate == TURN_KEPT || script.turns[t].group != GROUP_TIMED;
    }
    for (unsigned a = 0; a < STACK_ALIGNMENTS; a++)
        cr_expect_eq(of[a], 6);
}

Test(sampler, ends_when_enough_turns_are_kept)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 20);
    cr_expect(facts.steady);
}

/* The cpuset changed, and the kernel moved the thread elsewhere. */
Test(sampler, turns_on_another_cpu_are_dropped)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    cpu_set_t here;
    int cpu = sched_getcpu();
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    cr_assert_eq(sched_setaffinity(0, sizeof here, &here), 0);
    plan.limits.hard_s = 0.02;
    preemption_stay_on(cpu + 1);
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 0);
    cr_expect_gt(facts.turns_total, 10);
    for (size_t t = 0; t < script.turn_count; t++)
        cr_expect_eq(script.turns[t].fate, TURN_PREEMPTED);
}

/* On a machine that is never quiet nothing is kept, and the sampling ends. */
Test(sampler, gives_up_after_the_hard_limit_with_reasons)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    plan.quiet_state.cycles_per_slot = 1e-9;
    plan.limits.hard_s = 0.02;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 0);
    cr_expect_gt(facts.turns_total, 10);
    cr_expect_eq(script.turns[0].fate, TURN_INTERFERENCE);
    cr_expect_str_eq(turn_fate_name(script.turns[0].fate), "interference");
}

static struct sampling *moving;
static unsigned moves;

/* The second place is quiet. */
static int move_once(void *context)
{
    (void) context;
    moving->quiet_state.cycles_per_slot = ++moves == 2 ? 0 : 1e-9;
    return moves == 2;
}

/* After 5 ms without a kept turn the sampler moves to another PU and warms up again. */
Test(sampler, a_core_that_stays_busy_is_left)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    plan.quiet_state.cycles_per_slot = 1e-9;
    plan.move = move_once;
    moving = &plan;
    moves = 0;
    sampler_run(&plan, &facts);
    unsigned busy = facts.turns_total - facts.turns_kept, warm_up = facts.warm_up_turns;
    cr_expect_eq(moves, 2);
    cr_expect_eq(facts.turns_kept, 20);
    cr_expect_gt(busy, 20);
    for (size_t t = 0; t < facts.turns_total; t++)
        cr_expect_eq(script.turns[t].fate == TURN_KEPT, t >= busy);

    scripted_set_up();
    plan = scripted_plan(2);
    sampler_run(&plan, &facts);
    cr_expect_gt(warm_up, facts.warm_up_turns, "%u turns, where one warm-up takes %u", warm_up,
                 facts.warm_up_turns);
}

/* After the soft limit half of the turns asked for are enough. */
Test(sampler, few_turns_do_after_the_soft_limit)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    plan.limits.turns = 1000;
    plan.limits.soft_s = 0.003;
    sampler_run(&plan, &facts);
    cr_expect_geq(facts.turns_kept, 5);
    cr_expect_lt(facts.turns_kept, 1000);
}

Test(sampler, the_same_seed_gives_the_same_orders)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    unsigned char first[20];
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < 20; t++)
        first[t] = script.turns[t].order[0];
    script.turn_count = 0;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < 20; t++)
        cr_expect_eq(script.turns[t].order[0], first[t]);
}

/* ---- under a collector ---- */

enum { PERIOD = 5000, COLLECTION_NS = 1000000 };

static uint64_t allocated;

static uint64_t scripted_collections(void)
{
    return allocated / PERIOD;
}

/* Every 5000th allocation stops for a millisecond. */
static uint64_t run_collected(uint64_t ops)
{
    uint64_t before = scripted_collections();
    allocated += ops;
    script.now += (scripted_collections() - before) * COLLECTION_NS;
    return scripted_work('B', 1, ops);
}

static struct sampling plan_collecting(void)
{
    struct sampling plan = scripted_plan(3);
    script.ladder.rungs[1].run = run_collected;
    script.ladder.rungs[1].allocates = 1;
    plan.collections = scripted_collections;
    plan.collections_least = 6;
    script.cost[1] = 20;
    return plan;
}

/* A batch that allocates spans about one collection; other batches are as usual. */
Test(sampler, a_batch_spans_a_collection)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_expect(facts.collecting);
    cr_expect(facts.ops[1] >= PERIOD * 0.7 && facts.ops[1] <= PERIOD * 2.5, "%lu",
              (unsigned long) facts.ops[1]);
    cr_expect_eq(facts.ops[0], 350, "as without: %lu", (unsigned long) facts.ops[0]);
    cr_expect_eq(facts.ops[2], facts.ops[0]);
}

/* 20 ns, and 200 ns for the operation's share of a collection. The median of single batches would
 * be 20 + 1000000 / ops * (0, 1 or 2). */
Test(sampler, the_mean_over_turns_has_the_collections_in_it)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    double sum = 0;
    unsigned timed = 0, collections = 0;
    plan.limits.turns = 200;
    plan.limits.soft_s = plan.limits.hard_s = 100;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < script.turn_count; t++) {
        if (script.turns[t].group != GROUP_TIMED || script.turns[t].fate != TURN_KEPT)
            continue;
        sum += turn_time(&script.turns[t], 1, &facts, &plan.quiet_state) *
               script.turns[t].before.cycle_ns;
        collections += script.turns[t].collections;
        timed++;
    }
    cr_expect_eq(timed, 200);
    cr_expect_eq(facts.collections, collections);
    cr_expect_gt(facts.collections, 6);
    cr_expect_float_eq(sum / timed, 220, 4, "%g", sum / timed);
}

Test(sampler, it_goes_on_until_enough_collections_were_seen)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    plan.limits.turns = plan.limits.turns_least = 1;
    plan.collections_least = 50;
    sampler_run(&plan, &facts);
    cr_expect_geq(facts.collections, 50);
    cr_expect_lt(facts.collections, 60);
    plan.limits.hard_s = 0.01;
    plan.collections_least = 1000000;
    sampler_run(&plan, &facts);
    cr_expect_lt(facts.collections, 1000000, "the hard limit is one");
}

Test(sampler, what_allocates_nothing_has_nothing_to_do_with_a_collector)
{
    struct sampling plan = scripted_plan(3);
    struct sampling_facts facts;
    plan.collections = scripted_collections;
    plan.collections_least = 6;
    sampler_run(&plan, &facts);
    cr_expect_not(facts.collecting);
    cr_expect_eq(facts.turns_kept, 20);
}

static uint64_t never_collected(uint64_t ops)
{
    return scripted_work('B', 1, ops);
}

/* If no collection comes, the batch is long, but ends. */
Test(sampler, a_batch_does_not_wait_forever_for_a_collection)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    script.ladder.rungs[1].run = never_collected;
    sampler_run(&plan, &facts);
    cr_expect_leq(facts.ops[1] * script.cost[1], 21000000);
    cr_expect_geq(facts.ops[1] * script.cost[1], 5000000);
    cr_expect_eq(facts.collections, 0);
}
