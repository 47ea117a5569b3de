/* SPDX-License-Identifier: MIT
 *
 * Cycles of a scripted runtime. An operation takes 10 ns. A collection comes every 100000
 * operations and takes 0.3 ms, and sweeping takes 0.05 ms. So one operation with its share of a
 * collection takes 13.5 ns. A probe takes as long as two readings of the clock, and finds the
 * core quiet.
 */
#include "harness/sampling/cycle.h"
#include "tests/support/scripted.h"

#include <criterion/criterion.h>
#include <string.h>

enum { OP_NS = 10, PERIOD = 100000, COLLECTION_NS = 300000, SWEEP_NS = 50000 };

static struct {
    uint64_t ops, ended; /* operations since a collection, collections */
    int never, unswept;
    unsigned stolen_collections; /* how many of the next share the core with others */
    uint64_t stolen_ns;
} heap;

/* `ns` of the operations' thread or of the runtime's, and what others take of it. */
static uint64_t pass(uint64_t ns, int stolen)
{
    uint64_t others = stolen ? ns / 2 : 0;
    heap.stolen_ns += others;
    script.now += ns + others;
    return ns + others;
}

static uint64_t run_batch(const struct rung *rung, uint64_t ops, uint64_t *sum)
{
    *sum += ops;
    heap.ops += rung->allocates ? ops : 0;
    if (heap.never || heap.ops < PERIOD)
        return pass(ops * OP_NS, 0);
    int stolen = heap.stolen_collections > 0;
    heap.stolen_collections -= stolen;
    heap.ops -= PERIOD;
    heap.ended++;
    heap.unswept = 1;
    return pass(ops * OP_NS + COLLECTION_NS, stolen);
}

static uint64_t finish(void)
{
    int swept = heap.unswept;
    heap.unswept = 0;
    return swept ? pass(SWEEP_NS, 0) : 0;
}

static int marking(void)
{
    return 0;
}

static uint64_t collections(void)
{
    return heap.ended;
}

enum { PAUSE_NS = 1000 };

static uint64_t pauses(void)
{
    return heap.ended * PAUSE_NS;
}

static uint64_t cpu(void)
{
    return script.now - heap.stolen_ns;
}

static const struct sampled_runtime runtime = { run_batch, marking, finish, pauses, cpu };

static unsigned patience;

static struct sampling plan_cycles(void)
{
    patience = 100;
    struct sampling plan = scripted_plan(2);
    memset(&heap, 0, sizeof heap);
    plan.runtime = &runtime;
    plan.collections = collections;
    return plan;
}

TestSuite(cycle, .init = scripted_set_up);

/* 10, 3 and 0.5 ns, whatever was allocated before, and whatever the chunk's length is. */
Test(cycle, holds_the_collection_that_its_operations_cause)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { 0 };
    uint64_t sum = 0;
    heap.ops = 90000;
    cr_assert_eq(cycle_time(&plan, &rung, 50, &place, &patience, &sum), 50 * 27 / 2);
    cr_assert_eq(sum, PERIOD / 10 + PERIOD, "%lu operations", (unsigned long) sum);
    cr_assert_eq(cycle_time(&plan, &rung, 100, &place, &patience, &sum), 1350);
    cr_assert_eq(sum, PERIOD / 10 + 2 * PERIOD, "a cycle begins where the last one ended");
    cr_assert_eq(place.length, PERIOD);
}

/* Operations that were not timed belong to the cycle, too. */
Test(cycle, shares_its_collection_with_the_operations_since_the_last)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { .known = 1, .ops = 40000 };
    uint64_t sum = 0;
    heap.ops = 40000;
    cr_assert_eq(cycle_time(&plan, &rung, 100, &place, &patience, &sum), 1350);
    cr_assert_eq(sum, 60000);
    cr_assert_eq(place.length, PERIOD);
}

/* An operation as long as a chunk: four collections count. */
Test(cycle, of_long_operations_has_four_collections)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { 0 };
    uint64_t sum = 0, ns = cycle_time(&plan, &rung, 1, &place, &patience, &sum);
    cr_assert_eq(sum, 5 * PERIOD, "one before them");
    cr_assert(ns == 13 || ns == 14, "%lu", (unsigned long) ns);
    cr_assert_eq(place.length, PERIOD);
}

Test(cycle, without_a_collection_ends_after_half_a_second)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { .known = 1 };
    uint64_t sum = 0;
    heap.never = 1;
    cr_assert_eq(cycle_time(&plan, &rung, 3000, &place, &patience, &sum), 30000);
    cr_assert_leq(sum * OP_NS, 510000000);
}

/* If no probe is quiet, there is no time, and cycle_time returns. */
Test(cycle, that_is_always_disturbed_has_no_time)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    uint64_t sum = 0;
    struct cycle_place place = { 0 };
    plan.quiet_state.cycles_per_slot = 1e-9;
    cr_assert_eq(cycle_time(&plan, &rung, 50, &place, &patience, &sum), 0);
    cr_assert_eq(patience, 0, "it waits, but not for ever");
    cr_assert_lt(sum, 3 * PERIOD, "%lu: once impatient, it gives up", (unsigned long) sum);
}

/* A collection of which others took a part is not used: the next one is. */
Test(cycle, is_taken_again_if_others_ran_during_its_collection)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { .known = 1, .length = PERIOD };
    uint64_t sum = 0;
    heap.stolen_collections = 1;
    cr_assert_eq(cycle_time(&plan, &rung, 100, &place, &patience, &sum), 1350);
    cr_assert_eq(sum, 3 * PERIOD, "%lu: one was lost, one was run without a clock",
                 (unsigned long) sum);
    heap.stolen_collections = 1000;
    cr_assert_eq(cycle_time(&plan, &rung, 100, &place, &patience, &sum), 0);
}

/* Nobody read the CPU time before a collection that came earlier than the one before. */
Test(cycle, is_taken_again_if_its_collection_came_early)
{
    const struct rung rung = { .allocates = 1 };
    struct sampling plan = plan_cycles();
    struct cycle_place place = { .known = 1, .length = 2 * PERIOD };
    uint64_t sum = 0;
    cr_assert_eq(cycle_time(&plan, &rung, 100, &place, &patience, &sum), 1350);
    cr_assert_eq(sum, 3 * PERIOD, "%lu: early, settled, taken", (unsigned long) sum);
    cr_assert_eq(place.length, PERIOD);
}

/* The sampler measures variants that allocate by cycles, the others by ordinary batches. */
Test(cycle, is_a_batch_of_the_sampler)
{
    struct sampling plan = plan_cycles();
    struct sampling_facts facts;
    for (size_t v = 0; v < 2; v++)
        script.ladder.rungs[v].run = NULL;
    script.ladder.rungs[1].allocates = 1;
    plan.collections_least = 6;
    sampler_run(&plan, &facts);
    cr_expect(facts.collecting);
    cr_expect_geq(facts.collections, 6);
    cr_expect(facts.steady);
    for (size_t t = 0; t < script.turn_count; t++) {
        const struct turn *turn = &script.turns[t];
        if (turn->group != GROUP_TIMED)
            continue;
        cr_assert_eq(turn->fate, TURN_KEPT);
        double heap_ns = turn_time(turn, 1, &facts, &plan.quiet_state) * turn->before.cycle_ns;
        cr_expect_float_eq(heap_ns, 13.5, 0.3, "%g", heap_ns);
        cr_expect_geq(turn->collections, 2);
        cr_expect_eq(turn->pauses_ns, turn->collections * PAUSE_NS);
    }
}
