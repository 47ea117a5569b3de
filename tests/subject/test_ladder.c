/* SPDX-License-Identifier: MIT */
#include "harness/base/rng.h"
#include "harness/figures/estimate.h"
#include "harness/subject/ladder.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The ladder as text: "reused-stack bump-reused ...". */
static const char *text_of(const struct ladder *l, size_t from)
{
    static char text[512];
    text[0] = '\0';
    for (size_t k = from; k < l->compared_count; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s-%s", k > from ? " " : "",
                 l->rungs[l->compared[k].variant].name, l->rungs[l->compared[k].baseline].name);
    return text;
}

Test(ladder, has_a_rung_for_each_step_from_stack_to_heap)
{
    struct ladder l;
    ladder_of(&scenario_return_pointer, 0, 1, &l);
    cr_expect_eq(l.count, 4);
    cr_expect_str_eq(text_of(&l, 0), "heap-stack reused-stack bump-reused heap-bump");
    cr_expect_str_eq(text_of(&l, l.steps), "reused-stack bump-reused heap-bump");
    ladder_of(&scenario_return_pointer, 0, 1024, &l);
    cr_expect_str_eq(text_of(&l, l.steps), "reused-stack bump-reused lifo-bump heap-lifo");
}

Test(ladder, stripped_it_has_the_own_variants_only)
{
    struct ladder l;
    ladder_of(&scenario_box_slice_element, 0, 1, &l);
    ladder_strip(&l);
    cr_expect_eq(l.count, 3);
    cr_expect_eq(l.compared_count, 2);
    cr_expect_eq(l.steps, 2);
    cr_expect_str_eq(l.rungs[2].name, "static");
    ladder_of(&scenario_nothing, 0, 1, &l);
    size_t count = l.count;
    ladder_strip(&l);
    cr_expect_eq(l.count, count);
}

Test(ladder, other_variants_stand_beside_it)
{
    struct ladder l;
    ladder_of(&scenario_box_slice_element, 0, 1, &l);
    cr_expect_str_eq(text_of(&l, 0), "heap-stack static-stack reused-stack bump-reused heap-bump");
    cr_expect_eq(l.rungs[l.heap].run, l.rungs[3].run, "a rung runs the heap variant's code");
}

/* No ladder: with several allocations there are several values; a peer still reads the memory
 * it was given; a retention scenario frees nothing that could be reused. */
Test(ladder, is_for_one_value_on_one_thread)
{
    const struct scenario *const without[] = { &scenario_closure_by_reference,
                                               &scenario_channel_handoff, &scenario_substring,
                                               &scenario_nothing };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        struct ladder l;
        ladder_of(without[i], 0, 1024, &l);
        cr_expect_eq(l.steps, l.compared_count, "%s", without[i]->name);
    }
}

Test(ladder, fits_every_scenario)
{
    for (size_t s = 0; scenarios[s]; s++) {
        for (size_t k = 0; scenarios[s]->sizes[k].variants[0].name; k++) {
            struct ladder l;
            ladder_of(scenarios[s], k, 2, &l);
            cr_expect_leq(l.count, VARIANTS_MAX);
            cr_expect_leq(l.compared_count, COMPARISONS_MAX);
        }
    }
}

static struct allocation_pair pairs[VARIANTS_MAX];

static void climb(struct ladder *l, unsigned live)
{
    const struct allocation_pair serving = { malloc, free }, kept = { malloc, NULL };
    ladder_of(&scenario_return_user, 0, live, l);
    cr_assert_eq(ladder_make_pairs(l, &serving, &kept, pairs), 0);
}

Test(ladder, the_rungs_get_their_pairs)
{
    struct ladder l;
    climb(&l, 1024);
    cr_expect_eq(pairs[1].free, NULL, "heap: that which keeps objects alive");
    cr_expect_eq(pairs[l.count - 1].free, free, "lifo: the allocator's own");
}

Test(ladder, reused_is_one_object)
{
    struct ladder l;
    climb(&l, 1);
    struct allocation_pair reused = pairs[2];
    void *first = reused.malloc(32);
    memset(first, 1, 32);
    reused.free(first);
    cr_expect_eq(reused.malloc(32), first);
}

/* Aligned as malloc's memory is, and the object before is not touched. */
Test(ladder, bump_goes_round_and_never_overlaps_its_neighbour)
{
    struct ladder l;
    climb(&l, 1);
    struct allocation_pair bump = pairs[3];
    char *before = bump.malloc(32), *first = before;
    int round = 0;
    for (int i = 0; i < 10000; i++) {
        char *memory = bump.malloc(32);
        cr_assert_eq((uintptr_t) memory % 16, 0);
        cr_assert(labs((long) (memory - before)) >= 32);
        memset(memory, i, 32);
        round |= memory == first;
        bump.free(memory);
        before = memory;
    }
    cr_expect(round);
}

/* Workers with layouts of their own, turns with noise of their own: the steps'
 * centres add up to the whole within its interval. */
Test(ladder, the_steps_add_up_to_the_whole)
{
    static const double true_ns[] = { 3, 14, 7, 8 };
    static struct measured_turns report;
    static struct worker_result words[20];
    const struct worker_result *list[20];
    struct ladder l;
    struct rng rng = { 7 };
    struct quiet_state quiet = { 1, 0.2 };
    ladder_of(&scenario_return_pointer, 0, 1, &l);
    for (size_t w = 0; w < 20; w++) {
        report.turn_count = 12;
        double layout = 0.05 * (double) rng_below(&rng, 20);
        for (size_t t = 0; t < 12; t++) {
            struct turn *turn = &report.turns[t];
            *turn = (struct turn){ .before = { 1, 0.2 }, .after = { 1, 0.2 }, .group = -1 };
            turn->offset = 16 * (unsigned) (t % 4);
            for (size_t v = 0; v < l.count; v++) {
                report.facts.ops[v] = 1000;
                turn->order[turn->batches] = (unsigned char) v;
                turn->taken++;
                turn->batch_ns[turn->batches++] =
                    (uint64_t) (1000 * (true_ns[v] + (v > 0 ? layout : 0))) + rng_below(&rng, 200);
            }
        }
        worker_result_of(&report, &l, &quiet, &words[w]);
        list[w] = &words[w];
    }
    struct figure whole = estimate_time(list, 20, &l.compared[0]);
    double sum = 0;
    for (size_t k = l.steps; k < l.compared_count; k++)
        sum += estimate_time(list, 20, &l.compared[k]).delta.centre;
    cr_expect(whole.delta.low <= sum && sum <= whole.delta.high, "%g not in %g ... %g", sum,
              whole.delta.low, whole.delta.high);
    cr_expect(fabs(sum - 11.5) < 0.2, "%g", sum);
}
