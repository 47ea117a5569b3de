/* SPDX-License-Identifier: MIT
 *
 * The sampler against a scripted clock: time passes only when somebody looks
 * or works, so orders, gates and ends are exact.
 */
#include "harness/clock.h"
#include "harness/perf.h"
#include "harness/sampler.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { LOOK_NS = 10, TURNS = 4096 };

static uint64_t now;      /* of the scripted clock */
static uint64_t cost[3];  /* ns of one operation of each variant */
static char ran[1 << 16]; /* a letter for each batch, in the order they ran */
static uint64_t ran_ops[1 << 16];
static size_t ran_count;
static struct turn turns[TURNS];
static size_t ran_at[TURNS]; /* batches that had run when each turn was handed out */
static size_t turn_count;

static uint64_t scripted(void)
{
    return now += LOOK_NS;
}

static uint64_t work(char letter, int variant, uint64_t ops)
{
    if (ran_count < sizeof ran - 1) {
        ran_ops[ran_count] = ops;
        ran[ran_count++] = letter;
    }
    now += ops * cost[variant];
    return ops;
}

static uint64_t run_a(uint64_t ops)
{
    return work('A', 0, ops);
}

static uint64_t run_b(uint64_t ops)
{
    return work('B', 1, ops);
}

static uint64_t run_c(uint64_t ops)
{
    return work('C', 2, ops);
}

static struct ladder ladder = {
    .rungs = { { "stack", run_a, PAIR_LIVE, 0 },
               { "heap", run_b, PAIR_LIVE, 0 },
               { "static", run_c, PAIR_LIVE, 0 } },
};
static const struct allocation_pair pairs[VARIANTS_MAX];

static int keep_turn(const struct turn *turn, void *context)
{
    (void) context;
    ran_at[turn_count] = ran_count;
    turns[turn_count++] = *turn;
    return turn_count == TURNS;
}

static struct counter_set no_counters;

static struct sampling plan_for(size_t n)
{
    ladder.count = n;
    return (struct sampling){
        .ladder = &ladder,
        .pairs = pairs,
        .counters = &no_counters,
        .best = { .cycle_ns = 1 }, /* no rate is known: everything is quiet */
        .seed = 1,
        .turns = 20,
        .turns_least = 5,
        .soft_s = 1,
        .hard_s = 1,
        .on_turn = keep_turn,
    };
}

static void set_up(void)
{
    clock_source = scripted;
    cost[0] = 100;
    cost[1] = 700;
    cost[2] = 100;
}

TestSuite(sampler, .init = set_up);

Test(sampler, batches_run_in_the_order_they_report)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    unsigned abba = 0;
    for (size_t t = 0; t < turn_count; t++) {
        char order[5] = "";
        for (size_t i = 0; i < turns[t].batches; i++)
            order[i] = (char) ('A' + turns[t].order[i]);
        cr_expect(strcmp(order, "ABBA") == 0 || strcmp(order, "BAAB") == 0, "%s", order);
        cr_expect_arr_eq(order, ran + ran_at[t] - 4, 4);
        abba += order[0] == 'A';
    }
    cr_expect(abba > 0 && abba < turn_count, "always the same order");
}

Test(sampler, three_variants_run_mirrored_rows)
{
    struct sampling plan = plan_for(3);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < turn_count; t++) {
        cr_expect_eq(turns[t].batches, 6);
        for (size_t i = 0; i < 3; i++)
            cr_expect_eq(turns[t].order[i], turns[t].order[5 - i]);
    }
}

Test(sampler, a_batch_is_25_to_50_us_and_at_least_one_operation)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    cost[1] = 3000000;
    sampler_run(&plan, &facts);
    cr_expect(facts.ops[0] * cost[0] >= 25000 && facts.ops[0] * cost[0] <= 50000);
    cr_expect_eq(facts.ops[1], 1);
}

Test(sampler, time_is_per_operation_less_the_clock_at_the_reference_cycle)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.clock_cost_ns, LOOK_NS);
    struct turn turn = turns[0];
    turn.before.cycle_ns = turn.after.cycle_ns = 1;
    double plain = turn_time(&turn, 1, &facts, &plan.best);
    cr_expect(fabs(plain - 700) < 1e-9, "%g", plain);
    turn.before.cycle_ns = turn.after.cycle_ns = 2; /* the clock runs at half speed */
    cr_expect(fabs(turn_time(&turn, 1, &facts, &plan.best) - 350) < 1e-9);
}

/* A fresh process in steps of a millisecond, as docs/method.md shows one. */
static uint64_t in_steps(void)
{
    uint64_t ms = now / 1000000;
    cost[1] = 700 + (ms < 5 ? 100 * (5 - ms) : 0);
    return scripted();
}

/* A walk takes as long as a look at the clock here; the batches are run all the
 * same, and none of them is timed. */
Test(sampler, walks_come_after_the_timed_turns)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_assert_eq(turn_count, facts.turns_total + 4);
    for (size_t t = 0; t < turn_count; t++) {
        int walked = t >= facts.turns_total;
        cr_expect_eq(turns[t].index, t);
        cr_expect_eq(turns[t].group, walked ? GROUP_WALK : GROUP_TIMED);
        if (walked && turns[t].taken == turns[t].batches)
            cr_expect(fabs(turn_walk(&turns[t], 1, &facts, &plan.best)) < 1e-9,
                      "the clock's own cost is taken off");
    }
    struct turn turn = turns[facts.turns_total];
    turn.taken = turn.batches;
    turn.before.cycle_ns = turn.after.cycle_ns = 2; /* the clock runs at half speed */
    for (size_t i = 0; i < turn.batches; i++)
        turn.batch_ns[i] = LOOK_NS + (turn.order[i] == 1 ? 800 : 0);
    cr_expect(fabs(turn_walk(&turn, 1, &facts, &plan.best) - 400) < 1e-9);
}

Test(sampler, warm_up_is_not_fooled_by_a_step)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    clock_source = in_steps;
    sampler_run(&plan, &facts);
    cr_expect(facts.steady);
    for (size_t t = 0; t < facts.turns_total; t++)
        cr_expect(fabs(turn_time(&turns[t], 1, &facts, &plan.best) * turns[t].before.cycle_ns -
                       700) < 1e-6);
}

Test(sampler, the_stack_has_each_alignment_equally_often)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    unsigned of[STACK_ALIGNMENTS] = { 0 };
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < turn_count; t++) {
        cr_expect_eq(turns[t].offset % 16, 0);
        of[turn_alignment(turns[t].offset)] +=
            turns[t].fate == TURN_KEPT || turns[t].group != GROUP_TIMED;
    }
    for (unsigned a = 0; a < STACK_ALIGNMENTS; a++)
        cr_expect_eq(of[a], 6);
}

Test(sampler, ends_when_enough_turns_are_kept)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 20);
    cr_expect(facts.steady);
}

/* A machine that is never as quiet as the best: nothing is kept, and it ends. */
Test(sampler, gives_up_after_the_hard_limit_with_reasons)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    plan.best.cycles_per_slot = 1e-9;
    plan.hard_s = 0.02;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 0);
    cr_expect_gt(facts.turns_total, 10);
    cr_expect_eq(turns[0].fate, TURN_INTERFERENCE);
    cr_expect_str_eq(turn_fate_name(turns[0].fate), "interference");
}

/* A neighbour takes the core for four of every ten tenths of a millisecond: looks
 * at the clock are no longer equally far apart. */
static uint64_t shared(void)
{
    static unsigned look;
    int busy = now / 100000 % 10 >= 6;
    return now += busy ? LOOK_NS + 7 * (look++ % 5) : LOOK_NS;
}

Test(sampler, a_disturbed_turn_is_begun_again)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    unsigned again = 0, dropped = 0, early = 0;
    plan.best.cycles_per_slot = LOOK_NS / (60 * 196.0) / (LOOK_NS / (300 * 32.0));
    clock_source = shared;
    sampler_run(&plan, &facts);
    cr_assert_eq(facts.turns_kept, 20);
    for (size_t t = 0; t < facts.turns_total; t++) {
        int kept = turns[t].fate == TURN_KEPT;
        cr_expect(!kept || turns[t].taken == turns[t].batches, "a kept turn is whole");
        early += turns[t].taken < turns[t].batches;
        again += turns[t].tries > 1 && kept;
        dropped += !kept;
    }
    cr_expect_gt(again, 0);
    cr_expect_lt(dropped, 40);
    cr_expect(early > 0 || dropped == 0, "%u dropped turns were all taken whole", dropped);
}

/* Two batches that do not count come before a turn that follows a disturbance. */
Test(sampler, a_turn_after_a_disturbance_is_led_in)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    plan.best.cycles_per_slot = LOOK_NS / (60 * 196.0) / (LOOK_NS / (300 * 32.0));
    clock_source = shared;
    sampler_run(&plan, &facts);
    size_t led = 0;
    for (size_t i = 0; i + 6 <= ran_count; i++)
        led += strncmp(ran + i, "ABABBA", 6) == 0 || strncmp(ran + i, "BABAAB", 6) == 0;
    cr_expect_gt(led, 0, "%s", ran);
}

Test(sampler, a_worker_of_a_core_that_stays_busy_gives_up_early)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    plan.best.cycles_per_slot = 1e-9;
    uint64_t start = now;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.turns_kept, 0);
    cr_expect_lt(now - start, 100000000, "%g of 1 s", (double) (now - start) / 1e9);
}

/* What the kernel would count: 3 for each operation of A, 8 of B, 5 for each
 * reading; the second group twice that. */
static uint64_t readings;

static uint64_t count_ops(void)
{
    uint64_t sum = 5 * ++readings;
    for (size_t i = 0; i < ran_count; i++)
        sum += ran_ops[i] * (ran[i] == 'A' ? 3 : 8);
    return sum;
}

static int read_fake(int fd, uint64_t *buffer, size_t bytes)
{
    (void) bytes;
    buffer[1] = buffer[2] = now += LOOK_NS;
    buffer[3] = count_ops() * (uint64_t) fd;
    return 32;
}

static int control_fake(int fd, unsigned long request)
{
    (void) fd;
    (void) request;
    return 0;
}

Test(sampler, counts_are_per_operation_and_reading_cancels)
{
    struct counter_set set = { .count = 2, .groups = 2 };
    for (int g = 0; g < 2; g++) {
        set.group[g] = (struct counter_group){ .leader = g + 1, .size = 1 };
        set.counters[g] = (struct counter){ .fd = g + 1, .group = g };
    }
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    perf_kernel.read = read_fake;
    perf_kernel.control = control_fake;
    plan.counters = &set;
    plan.turns = 2;
    sampler_run(&plan, &facts);
    size_t before = facts.turns_total + 4; /* the walks */
    cr_assert_eq(turn_count, before + 6, "three turns for each group");
    for (size_t t = before; t < turn_count; t++) {
        const struct turn *turn = &turns[t];
        int group = turn->group;
        cr_expect_eq(group, (int) (t - before) % 2, "the groups rotate");
        cr_expect_eq(turn->counts[0][group], 3.0 * (group + 1));
        cr_expect_eq(turn->counts[1][group], 8.0 * (group + 1));
        cr_expect(isnan(turn->counts[0][1 - group]), "another group's is unknown");
    }
}

/* Half the wanted turns do after the soft limit. */
Test(sampler, few_turns_do_after_the_soft_limit)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    plan.turns = 1000;
    plan.soft_s = 0.003;
    sampler_run(&plan, &facts);
    cr_expect_geq(facts.turns_kept, 5);
    cr_expect_lt(facts.turns_kept, 1000);
}

/* The clock of the second probe runs slower: the core changed its speed. */
static uint64_t slowing(void)
{
    return now += LOOK_NS + now / 1000;
}

Test(sampler, a_clock_step_drops_the_turn)
{
    struct sampling plan = plan_for(1);
    struct sampling_facts facts;
    clock_source = slowing;
    now = 1000;
    plan.hard_s = 0.001;
    sampler_run(&plan, &facts);
    cr_assert_gt(turn_count, 0);
    cr_expect_eq(turns[0].fate, TURN_CLOCK_STEP);
}

Test(sampler, the_same_seed_gives_the_same_orders)
{
    struct sampling plan = plan_for(2);
    struct sampling_facts facts;
    unsigned char first[20];
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < 20; t++)
        first[t] = turns[t].order[0];
    turn_count = 0;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < 20; t++)
        cr_expect_eq(turns[t].order[0], first[t]);
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
    now += (scripted_collections() - before) * COLLECTION_NS;
    return work('B', 1, ops);
}

static struct sampling plan_collecting(void)
{
    struct sampling plan = plan_for(3);
    ladder.rungs[1].run = run_collected;
    ladder.rungs[1].allocates = 1;
    plan.collections = scripted_collections;
    plan.collections_least = 6;
    cost[1] = 20;
    return plan;
}

/* What allocates is timed over about a collection; the others as ever. */
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

/* 20 ns, and 200 for its share of a collection; the median of single batches
 * would be one of 20 + 1000000 / ops * (0, 1 or 2). */
Test(sampler, the_mean_over_turns_has_the_collections_in_it)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    double sum = 0;
    unsigned timed = 0, collections = 0;
    plan.turns = 200;
    plan.soft_s = plan.hard_s = 100;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < turn_count; t++) {
        if (turns[t].group != GROUP_TIMED || turns[t].fate != TURN_KEPT)
            continue;
        sum += turn_time(&turns[t], 1, &facts, &plan.best) * turns[t].before.cycle_ns;
        collections += turns[t].collections;
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
    plan.turns = plan.turns_least = 1;
    plan.collections_least = 50;
    sampler_run(&plan, &facts);
    cr_expect_geq(facts.collections, 50);
    cr_expect_lt(facts.collections, 60);
    plan.hard_s = 0.01;
    plan.collections_least = 1000000;
    sampler_run(&plan, &facts);
    cr_expect_lt(facts.collections, 1000000, "the hard limit is one");
}

Test(sampler, what_allocates_nothing_has_nothing_to_do_with_a_collector)
{
    struct sampling plan = plan_for(3);
    struct sampling_facts facts;
    plan.collections = scripted_collections;
    plan.collections_least = 6;
    sampler_run(&plan, &facts);
    cr_expect_not(facts.collecting);
    cr_expect_eq(facts.turns_kept, 20);
}

/* A collection that never comes: the batch is long, but not endless. */
Test(sampler, a_batch_does_not_wait_forever_for_a_collection)
{
    struct sampling plan = plan_collecting();
    struct sampling_facts facts;
    ladder.rungs[1].run = run_b;
    sampler_run(&plan, &facts);
    cr_expect_leq(facts.ops[1] * cost[1], 21000000);
    cr_expect_geq(facts.ops[1] * cost[1], 5000000);
    cr_expect_eq(facts.collections, 0);
}
