/* SPDX-License-Identifier: MIT
 *
 * One turn against a scripted clock: orders, fates, times and counts.
 */
#include "harness/counters/perf.h"
#include "tests/support/scripted.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(turn, .init = scripted_set_up);

Test(turn, batches_run_in_the_order_they_report)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    unsigned abba = 0;
    for (size_t t = 0; t < script.turn_count; t++) {
        char order[5] = "";
        for (size_t i = 0; i < script.turns[t].batches; i++)
            order[i] = (char) ('A' + script.turns[t].order[i]);
        cr_expect(strcmp(order, "ABBA") == 0 || strcmp(order, "BAAB") == 0, "%s", order);
        cr_expect_arr_eq(order, script.ran + script.ran_at[t] - 4, 4);
        abba += order[0] == 'A';
    }
    cr_expect(abba > 0 && abba < script.turn_count, "always the same order");
}

Test(turn, three_variants_run_mirrored_rows)
{
    struct sampling plan = scripted_plan(3);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    for (size_t t = 0; t < script.turn_count; t++) {
        cr_expect_eq(script.turns[t].batches, 6);
        for (size_t i = 0; i < 3; i++)
            cr_expect_eq(script.turns[t].order[i], script.turns[t].order[5 - i]);
    }
}

Test(turn, time_is_per_operation_less_the_clock_at_the_reference_cycle)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    sampler_run(&plan, &facts);
    cr_expect_eq(facts.clock_cost_ns, LOOK_NS);
    struct turn turn = script.turns[0];
    turn.before.cycle_ns = turn.after.cycle_ns = 1;
    double plain = turn_time(&turn, 1, &facts, &plan.quiet_state);
    cr_expect(fabs(plain - 700) < 1e-9, "%g", plain);
    turn.before.cycle_ns = turn.after.cycle_ns = 2; /* the clock runs at half speed */
    cr_expect(fabs(turn_time(&turn, 1, &facts, &plan.quiet_state) - 350) < 1e-9);
}

/* A neighbour takes the core for 0.4 ms of every millisecond. So readings of the clock are no
 * longer equally far apart. */
static uint64_t shared(void)
{
    static unsigned look;
    int busy = script.now / 100000 % 10 >= 6;
    return script.now += busy ? LOOK_NS + 7 * (look++ % 5) : LOOK_NS;
}

Test(turn, a_disturbed_turn_is_begun_again)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    unsigned again = 0, dropped = 0, early = 0;
    plan.quiet_state.cycles_per_slot = LOOK_NS / (60 * 196.0) / (LOOK_NS / (300 * 32.0));
    clock_source = shared;
    sampler_run(&plan, &facts);
    cr_assert_eq(facts.turns_kept, 20);
    for (size_t t = 0; t < facts.turns_total; t++) {
        int kept = script.turns[t].fate == TURN_KEPT;
        cr_expect(!kept || script.turns[t].taken == script.turns[t].batches,
                  "a kept turn is whole");
        early += script.turns[t].taken < script.turns[t].batches;
        again += script.turns[t].tries > 1 && kept;
        dropped += !kept;
    }
    cr_expect_gt(again, 0);
    cr_expect_lt(dropped, 40);
    cr_expect(early > 0 || dropped == 0, "%u dropped turns were all taken whole", dropped);
}

/* Two batches that do not count come before a turn that follows a disturbance. */
Test(turn, a_turn_after_a_disturbance_is_led_in)
{
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    plan.quiet_state.cycles_per_slot = LOOK_NS / (60 * 196.0) / (LOOK_NS / (300 * 32.0));
    clock_source = shared;
    sampler_run(&plan, &facts);
    size_t led = 0;
    for (size_t i = 0; i + 6 <= script.ran_count; i++)
        led +=
            strncmp(script.ran + i, "ABABBA", 6) == 0 || strncmp(script.ran + i, "BABAAB", 6) == 0;
    cr_expect_gt(led, 0, "%s", script.ran);
}

/* The clock of the second probe runs slower: the core changed its speed. */
static uint64_t slowing(void)
{
    return script.now += LOOK_NS + script.now / 1000;
}

Test(turn, a_clock_step_drops_the_turn)
{
    struct sampling plan = scripted_plan(1);
    struct sampling_facts facts;
    clock_source = slowing;
    script.now = 1000;
    plan.limits.hard_s = 0.001;
    sampler_run(&plan, &facts);
    cr_assert_gt(script.turn_count, 0);
    cr_expect_eq(script.turns[0].fate, TURN_CLOCK_STEP);
}

/* What the kernel would count: 3 for each operation of A, 8 of B, 5 for each
 * reading; the second group twice that. */
static uint64_t readings;

static uint64_t count_ops(void)
{
    uint64_t sum = 5 * ++readings;
    for (size_t i = 0; i < script.ran_count; i++)
        sum += script.ran_ops[i] * (script.ran[i] == 'A' ? 3 : 8);
    return sum;
}

static int read_fake(int fd, uint64_t *buffer, size_t bytes)
{
    (void) bytes;
    buffer[1] = buffer[2] = script.now += LOOK_NS;
    buffer[3] = count_ops() * (uint64_t) fd;
    return 32;
}

static int control_fake(int fd, unsigned long request)
{
    (void) fd;
    (void) request;
    return 0;
}

Test(turn, counts_are_per_operation_and_reading_cancels)
{
    struct counter_set set = { .count = 2, .groups = 2 };
    for (int g = 0; g < 2; g++) {
        set.group[g] = (struct counter_group){ .leader = g + 1, .size = 1 };
        set.counters[g] = (struct counter){ .fd = g + 1, .group = g };
    }
    struct sampling plan = scripted_plan(2);
    struct sampling_facts facts;
    perf_kernel.read = read_fake;
    perf_kernel.control = control_fake;
    plan.counters = &set;
    plan.limits.turns = 2;
    sampler_run(&plan, &facts);
    size_t before = facts.turns_total + 4; /* the walks */
    cr_assert_eq(script.turn_count, before + 6, "three turns for each group");
    for (size_t t = before; t < script.turn_count; t++) {
        const struct turn *turn = &script.turns[t];
        int group = turn->group;
        cr_expect_eq(group, (int) (t - before) % 2, "the groups rotate");
        cr_expect_eq(turn->counts[0][group], 3.0 * (group + 1));
        cr_expect_eq(turn->counts[1][group], 8.0 * (group + 1));
        cr_expect(isnan(turn->counts[0][1 - group]), "another group's is unknown");
    }
}
