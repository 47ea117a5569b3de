/* SPDX-License-Identifier: MIT */
#include "harness/figures/control_check.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct quiet_state quiet = { 1, 0.2 };

static struct measured_turns measured;
static struct control_check check;

/* A worker with `count` turns of 10 operations a batch. Only the last batch takes `last_ns`. */
static void fill(unsigned count, uint64_t last_ns, enum turn_fate fate, double rate_after)
{
    measured.facts = (struct sampling_facts){ .crossing_ns = NAN, .clock_cost_ns = 20 };
    measured.facts.ops[0] = measured.facts.ops[1] = 10;
    for (unsigned t = 0; t < count; t++)
        measured.turns[t] = (struct turn){
            .fate = fate,
            .before = { 1, 0.2 },
            .after = { 1, rate_after },
            .group = GROUP_TIMED,
            .batches = 4,
            .taken = 3,
            .order = { 0, 1, 1, 0 },
            .batch_ns = { 7000, 8000, last_ns },
        };
    measured.turn_count = count;
}

static void add(unsigned count, uint64_t last_ns, enum turn_fate fate, double rate_after)
{
    fill(count, last_ns, fate, rate_after);
    control_check_add(&check, &measured, &quiet);
}

Test(control_check, disturbed_batches_are_slower_on_a_core_whose_state_is_right)
{
    cr_expect_eq(check.ratio, 0, "nothing is known yet");
    add(CONTROL_BATCHES_LEAST, 120, TURN_KEPT, 0.2);
    cr_expect_eq(check.ratio, 0, "no disturbed batch is known");
    add(CONTROL_BATCHES_LEAST, 150, TURN_INTERFERENCE, 0.4);
    cr_expect_float_eq(check.ratio, 1.3, 1e-12); /* the clock's 20 ns are taken off */
    cr_expect_not(control_check_contradicts(&check));
}

Test(control_check, faster_ones_contradict_the_state)
{
    add(CONTROL_BATCHES_LEAST, 150, TURN_KEPT, 0.2);
    add(CONTROL_BATCHES_LEAST, 120, TURN_INTERFERENCE, 0.1);
    cr_expect_float_eq(check.ratio, 1 / 1.3, 1e-12);
    cr_expect(control_check_contradicts(&check));
}

Test(control_check, equal_ones_say_nothing)
{
    add(CONTROL_BATCHES_LEAST, 120, TURN_KEPT, 0.2);
    add(CONTROL_BATCHES_LEAST, 118, TURN_INTERFERENCE, 0.4);
    cr_expect_float_eq(check.ratio, 0.98, 1e-12);
    cr_expect_not(control_check_contradicts(&check));
}

Test(control_check, other_turns_are_left_out)
{
    add(CONTROL_BATCHES_LEAST, 120, TURN_KEPT, 0.2);
    add(100, 10, TURN_INTERFERENCE, 0.2); /* the last batch was quiet, an earlier probe not */
    add(100, 10, TURN_PREEMPTED, 0.4);
    add(100, 10, TURN_CLOCK_STEP, 0.2);
    fill(100, 10, TURN_INTERFERENCE, 0.4);
    for (unsigned t = 0; t < 100; t++)
        if (t % 2)
            measured.turns[t].group = GROUP_WALK;
        else
            measured.turns[t].taken = 0;
    control_check_add(&check, &measured, &quiet);
    fill(100, 10, TURN_INTERFERENCE, 0.4);
    measured.facts.crossing_ns = 90; /* a worker of Go */
    control_check_add(&check, &measured, &quiet);
    cr_expect_eq(check.disturbed.count, 0);
    cr_expect_eq(check.ratio, 0);
}

Test(control_check, the_last_batches_are_held)
{
    add(CONTROL_BATCHES, 1020, TURN_KEPT, 0.2);
    add(CONTROL_BATCHES, 120, TURN_KEPT, 0.2);
    add(CONTROL_BATCHES, 220, TURN_INTERFERENCE, 0.4);
    cr_expect_eq(check.kept.count, 2 * CONTROL_BATCHES);
    cr_expect_float_eq(check.ratio, 2, 1e-12);
}
