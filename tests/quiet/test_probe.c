/* SPDX-License-Identifier: MIT */
#include "harness/base/clock.h"
#include "harness/quiet/probe.h"

#include <criterion/criterion.h>
#include <math.h>

/* The probe reads the clock three times: at 0, and at the ends of the two loops. */
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
    cr_expect(fabs(probe.cycles_per_slot - 4800.0 / (60 * 196) / 0.5) < 1e-12, "%g",
              probe.cycles_per_slot);
}

Test(probe, is_quiet_from_a_twentieth_below_the_best_to_a_tenth_above)
{
    struct quiet_state quiet = { .cycle_ns = 1, .cycles_per_slot = 0.2 };
    cr_expect(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.2199 }, &quiet));
    cr_expect_not(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.2201 }, &quiet));
    cr_expect(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.1901 }, &quiet));
    cr_expect_not(probe_is_quiet(&(struct probe){ .cycles_per_slot = 0.1899 }, &quiet));
}

/* `quiet` in a hundred probes are of a quiet core. The others are of a core that a sibling
 * uses, sometimes more, sometimes less. A few are faulty and look too good. */
static struct quiet_state quiet_of(int part, int *found)
{
    struct probe probes[1000];
    for (int i = 0; i < 1000; i++)
        probes[i] = i % 100 < part ? (struct probe){ 0.3, 0.316 + 0.000005 * i }
                                   : (struct probe){ 0.3, 0.54 + 0.0002 * (i * 7 % 400) };
    for (int i = 0; i < 8; i++)
        probes[99 + 100 * i].cycles_per_slot = 0.05 + 0.03 * i;
    return probe_find_quiet(probes, 1000, 0.01, found);
}

Test(probe, the_quiet_state_is_the_lowest_rate_with_a_cluster)
{
    int found;
    struct quiet_state quiet = quiet_of(2, &found);
    cr_expect(found);
    cr_expect(fabs(quiet.cycles_per_slot - 0.319) < 0.004, "%g", quiet.cycles_per_slot);
    quiet = quiet_of(90, &found);
    cr_expect(found);
    cr_expect(fabs(quiet.cycles_per_slot - 0.319) < 0.004, "%g", quiet.cycles_per_slot);
}

Test(probe, a_busy_core_shows_no_quiet_state)
{
    int found;
    struct quiet_state quiet = quiet_of(0, &found);
    cr_expect_not(found);
    cr_expect(quiet.cycles_per_slot > 0.5, "%g", quiet.cycles_per_slot);
}

Test(probe, a_rate_is_better_only_when_it_is_so_by_more_than_estimates_differ)
{
    struct quiet_state quiet = { .cycle_ns = 1, .cycles_per_slot = 0.2 };
    cr_expect_not(probe_is_better(0.196, &quiet));
    cr_expect(probe_is_better(0.194, &quiet));
    cr_expect_not(probe_is_better(0, &quiet), "no rate is none");
}

/* A fifth of the probes agree, the others are of a busy core. */
static double refined(double quiet, double seen, double spread)
{
    struct probe probes[PROBE_REFINING];
    struct quiet_state state = { 0.3, quiet };
    for (int i = 0; i < PROBE_REFINING; i++)
        probes[i] = (struct probe){ 0.3, i % 5 ? 0.5 + 0.001 * i
                                               : seen * (1 + spread * i / PROBE_REFINING) };
    probe_refine(&state, probes, PROBE_REFINING);
    return state.cycles_per_slot;
}

Test(probe, the_best_rate_is_corrected_by_many_probes_that_agree)
{
    cr_expect(fabs(refined(0.58, 0.318, 0.002) - 0.318) < 0.0005, "a quieter state");
    cr_expect(fabs(refined(0.30, 0.318, 0.002) - 0.318) < 0.0005, "the best was too good");
    cr_expect_eq(refined(0.312, 0.318, 0.002), 0.312, "the same state");
    cr_expect_eq(refined(0.58, 0.318, 0.300), 0.58, "they do not agree");
    cr_expect_eq(refined(0.25, 0.318, 0.002), 0.25, "not a state of this core");
}

/* Eight quiet probes, eight busy ones, and two whose latency loop was disturbed
 * and that therefore look better than the core can be. */
Test(probe, the_best_part_is_not_fooled_by_a_disturbed_cycle)
{
    struct probe probes[18];
    for (int i = 0; i < 16; i++)
        probes[i] = (struct probe){ 0.3 + 0.0001 * i, i % 2 ? 0.25 : 0.157 };
    probes[16] = probes[17] = (struct probe){ 0.5, 0.093 };
    int found;
    struct quiet_state quiet = probe_find_quiet(probes, 18, 0.05, &found);
    cr_expect(found);
    cr_expect_eq(quiet.cycles_per_slot, 0.157);
    cr_expect(fabs(quiet.cycle_ns - 0.3) < 0.002);
    cr_expect_eq(probe_find_quiet(probes, 0, 0.05, &found).cycles_per_slot, 0);
}

/* A core of `places` places on a scripted clock: rounds of 412 instructions overlap if they
 * fit, and every `busy`th probe sees a sibling. The clock is read once before the first
 * round. For each round it is read at both ends of its two loops, in the probe, and for the
 * time limit. */
static unsigned places_there, busy, look;
static uint64_t now;

static uint64_t scripted_core(void)
{
    static const unsigned of_probe[] = { 0, 4800, 2352 };
    /* three readings of the first probe, one for the time limit, then groups of seven */
    unsigned at = look < 4 ? look : 4 + (look - 4) % 7, probe = look < 4 ? 0 : 1 + (look - 4) / 7;
    look++;
    if (at < 3)
        now += of_probe[at];
    else if (at == 6)
        now += 10000; /* the chains of square roots alone */
    else if (at == 7)
        now += places_there > 412 ? 8000 : 15800;
    else if (at > 8)
        now += of_probe[at - 8] * (busy && at == 10 && probe % busy == 0 ? 2 : 1);
    return now;
}

static int has_places(unsigned there, unsigned every)
{
    places_there = there;
    busy = every;
    look = 0;
    clock_source = scripted_core;
    return probe_has_places(384, &(struct quiet_state){ 0.5, 0.4 });
}

Test(probe, rounds_that_overlap_tell_of_the_places_that_hold_them)
{
    cr_expect_eq(has_places(512, 0), 1);
    cr_expect_eq(has_places(256, 0), 0);
    cr_expect_eq(has_places(512, 3), 1, "what was timed beside a sibling is left out");
    cr_expect_eq(has_places(512, 1), -1, "the core was never quiet");
}
