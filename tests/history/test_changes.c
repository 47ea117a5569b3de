/* SPDX-License-Identifier: MIT
 *
 * Synthetic histories of 1000 commits. Runs scatter by 1 % of a cost of 10 ns, and one run in
 * fifty is off by 10 %. Seeds are fixed.
 */
#include "harness/base/rng.h"
#include "harness/history/changes.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { COMMITS = 1000, HISTORIES = 200, NEAR = 2 };

static double normal(struct rng *rng)
{
    double u = ((double) rng_below(rng, 1u << 30) + 0.5) / (1u << 30);
    double v = (double) rng_below(rng, 1u << 30) / (1u << 30);
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

/* A history with a step of `percent` in front of point `at`. */
static void make(struct rng *rng, double percent, size_t at, double *values, double *half)
{
    for (size_t i = 0; i < COMMITS; i++) {
        double level = i < at ? 10 : 10 * (1 + percent / 100);
        double outlier = rng_below(rng, 50) == 0 ? 1.1 : 1;
        values[i] = level * outlier * (1 + 0.01 * normal(rng));
        half[i] = 0.007 * level;
    }
}

struct found {
    unsigned near, other; /* within NEAR commits of the step, in how many histories; elsewhere */
};

static struct found look(double percent)
{
    double values[COMMITS], half[COMMITS];
    struct found found = { 0, 0 };
    for (unsigned h = 0; h < HISTORIES; h++) {
        struct rng rng = { 0 };
        struct change *changes;
        rng = (struct rng){ h + 1 };
        size_t at = 100 + rng_below(&rng, COMMITS - 200);
        make(&rng, percent, at, values, half);
        long count = changes_find(values, half, COMMITS, &changes);
        cr_assert_geq(count, 0);
        int near = 0;
        for (long i = 0; i < count; i++) {
            size_t distance = changes[i].at > at ? changes[i].at - at : at - changes[i].at;
            int is_near = percent != 0 && distance <= NEAR;
            near |= is_near;
            found.other += (unsigned) !is_near;
        }
        found.near += (unsigned) near;
        free(changes);
    }
    return found;
}

Test(changes, without_a_step_there_is_less_than_one_alarm_in_a_thousand_points)
{
    cr_assert_leq(look(0).other, HISTORIES, "of %d histories", HISTORIES);
}

Test(changes, steps_of_3_percent_are_found_within_two_commits)
{
    struct found found = look(3);
    cr_assert_geq(found.near, HISTORIES * 95 / 100);
}

Test(changes, steps_of_10_percent_are_found_within_two_commits)
{
    cr_assert_geq(look(10).near, HISTORIES * 99 / 100);
}

/* A step as large as the scatter is found, if not always at the commit. */
Test(changes, steps_of_1_percent_are_found_somewhere)
{
    struct found found = look(1);
    cr_assert_geq(found.near + found.other, HISTORIES * 95 / 100);
}

Test(changes, the_size_of_a_step_is_in_its_interval)
{
    double values[COMMITS], half[COMMITS];
    unsigned held = 0;
    for (unsigned h = 0; h < HISTORIES; h++) {
        struct rng rng = { 0 };
        struct change *changes;
        rng = (struct rng){ h + 1000 };
        for (size_t i = 0; i < COMMITS; i++) {
            values[i] = (i < 500 ? 10 : 10.5) * (1 + 0.01 * normal(&rng));
            half[i] = NAN;
        }
        cr_assert_eq(changes_find(values, half, COMMITS, &changes), 1, "history %u", h);
        held += changes[0].size.low <= 0.5 && changes[0].size.high >= 0.5;
        free(changes);
    }
    cr_assert_geq(held, HISTORIES * 90 / 100);
}

/* Counts have no spread: one more instruction is a change, at its commit. */
Test(changes, one_instruction_more_is_a_change)
{
    double values[40], half[40] = { 0 };
    struct change *changes;
    for (size_t i = 0; i < 40; i++)
        values[i] = i < 17 ? 170 : 171;
    cr_assert_eq(changes_find(values, half, 40, &changes), 1);
    cr_assert_eq(changes[0].at, 17);
    cr_assert_float_eq(changes[0].size.centre, 1, 1e-9);
    free(changes);
}

Test(changes, one_bad_run_is_no_change)
{
    double values[30], half[30];
    struct change *changes;
    struct rng rng = { 0 };
    rng = (struct rng){ 3 };
    for (size_t i = 0; i < 30; i++) {
        values[i] = 10 * (1 + 0.01 * normal(&rng)) * (i == 15 ? 3 : 1);
        half[i] = NAN;
    }
    cr_assert_eq(changes_find(values, half, 30, &changes), 0);
    free(changes);
    cr_assert_eq(changes_find(values, half, 3, &changes), 0, "too short to tell");
    free(changes);
}
