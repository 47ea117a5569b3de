/* SPDX-License-Identifier: MIT */
#include "harness/clock.h"
#include "harness/probe.h"

#include <criterion/criterion.h>
#include <math.h>

/* The clock is looked at three times: 0, then the two loops' ends. */
static uint64_t looks[] = { 0, 4800, 9600 };

static uint64_t scripted(void)
{
    static int look;
    return looks[look++];
}

Test(probe, turns_two_times_into_a_cycle_and_a_rate)
{
    clock_source = scripted;
    struct probe probe = probe_take();
    cr_expect(fabs(probe.cycle_ns - 4800.0 / 9600) < 1e-12, "%g", probe.cycle_ns);
    cr_expect(fabs(probe.cycles_per_slot - 4800.0 / 19200 / 0.5) < 1e-12, "%g",
              probe.cycles_per_slot);
}

Test(probe, is_quiet_within_a_tenth_of_the_best)
{
    struct quiet_state best = { .cycle_ns = 1, .cycles_per_slot = 0.2 };
    cr_expect(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.2199 }, &best));
    cr_expect_not(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.2201 }, &best));
}
