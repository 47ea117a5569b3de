/* SPDX-License-Identifier: MIT */
#include "bench/plan.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct options_run options;
static const struct allocator *chosen[OPTIONS_LIST_MAX + 1];
static struct run_case *cases;
static size_t count;

/* A machine that has every place except those that a test removes. */
static struct partner partners[PARTNER_PLACES] = {
    { PARTNER_SAME_L3, 4 },     { PARTNER_SIBLING, 1 }, { PARTNER_OTHER_NODE, 16 },
    { PARTNER_SAME_SOCKET, 8 }, { PARTNER_SAME_L3, 4 },
};

static void release(void)
{
    free(cases);
}

TestSuite(plan, .fini = release);

static int only_the_first(const struct allocator *a, void *context)
{
    (void) context;
    return a == &allocators[0];
}

/* Plans the cases of a command line of up to three words. */
static int plan(const char *a, const char *b, const char *c)
{
    static char words[3][64]; /* options point to them */
    char *argv[4] = { "run" };
    int argc = 1;
    const char *given[] = { a, b, c };
    for (int i = 0; i < 3 && given[i]; i++) {
        snprintf(words[i], sizeof words[i], "%s", given[i]);
        argv[argc++] = words[i];
    }
    cr_assert_eq(options_parse_run(argc, argv, &options), 0);
    free(cases);
    cases = NULL;
    int error = plan_allocators(&options, NULL, only_the_first, NULL, chosen);
    return error ? error : plan_cases(&options, scenarios, chosen, partners, &cases, &count);
}

static int has_case(const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases[i].scenario->name, name) == 0)
            return 1;
    return 0;
}

Test(plan, without_words_everything_under_what_is_installed)
{
    cr_assert_eq(plan(NULL, NULL, NULL), 0);
    size_t expected = 0;
    for (size_t s = 0; scenarios[s]; s++)
        expected += scenario_sizes(scenarios[s]);
    cr_expect_eq(count, expected);
    cr_expect_eq(cases[0].allocator, &allocators[0]);
}

Test(plan, the_control_is_always_there)
{
    cr_assert_eq(plan("return_pointer", NULL, NULL), 0);
    cr_expect_eq(count, 2);
    cr_assert_eq(plan("!nothing", NULL, NULL), 0);
    cr_expect(has_case("nothing"));
}

Test(plan, patterns_include_and_exclude)
{
    cr_assert_eq(plan("closure_*", "!*_by_value", NULL), 0);
    cr_expect(has_case("closure_by_reference"));
    cr_expect_not(has_case("closure_by_value"));
    cr_assert_eq(plan("!closure_*", NULL, NULL), 0);
    cr_expect(has_case("return_pointer"));
    cr_expect_not(has_case("closure_by_reference"));
}

Test(plan, allocators_times_sizes_times_live)
{
    cr_assert_eq(plan("runtime_size_slice", "--allocator=glibc,jemalloc,glibc", "--live=1,32"), 0);
    cr_expect_eq(count, 2 + 6 * 2 * 2, "%zu", count);
}

Test(plan, articles_come_first_and_their_large_objects_behind_the_small)
{
    cr_assert_eq(plan(NULL, NULL, NULL), 0);
    plan_rank_cases(scenario_contents, cases, count);
    for (size_t i = 0; i < count; i++) {
        const struct run_case *c = &cases[i];
        const char *name = c->scenario->name;
        size_t bytes = c->scenario->sizes[c->size].bytes;
        if (strcmp(name, "return_pointer") == 0 || strcmp(name, "nothing") == 0)
            cr_expect_eq(c->rank, RANK_ARTICLE);
        if (strcmp(name, "array_by_value") == 0)
            cr_expect_eq(c->rank, bytes < 1 << 20 ? RANK_ARTICLE : RANK_LARGE);
        if (strcmp(name, "size_sweep") == 0)
            cr_expect_eq(c->rank, RANK_FURTHER);
    }
}

Test(plan, sizes_choose)
{
    cr_assert_eq(plan("runtime_size_slice", "--size=64,4K", NULL), 0);
    cr_expect_eq(count, 1 + 2);
}

Test(plan, a_place_that_the_machine_lacks_is_left_out_or_refused_by_name)
{
    partners[PARTNER_OTHER_NODE].place = PARTNER_NONE;
    partners[PARTNER_SAME_SOCKET].place = PARTNER_NONE;
    cr_assert_eq(plan("free_on_*", NULL, NULL), 0);
    cr_expect(has_case("free_on_sibling"));
    cr_expect_not(has_case("free_on_other_node"));
    cr_assert_eq(plan(NULL, NULL, NULL), 0);
    cr_expect(has_case("channel_handoff"));
    cr_expect_not(has_case("free_on_same_socket"));
    cr_expect_eq(plan("free_on_other_node", NULL, NULL), -EINVAL);
    cr_expect_not_null(strstr(options.error, "free_on_other_node"));
    cr_expect_not_null(strstr(options.error, "has: same core's sibling, same L3"));
    cr_assert_eq(plan("!free_on_other_node", NULL, NULL), 0);
}

Test(plan, on_one_pu_a_peer_is_left_out_with_a_word_and_measured_by_name)
{
    char said[1024];
    for (size_t p = 0; p < PARTNER_PLACES; p++)
        partners[p].place = PARTNER_NONE;
    cr_assert_eq(plan("channel_*", "--allocator=boehm,glibc", NULL), 0);
    cr_expect(has_case("channel_slice"));
    cr_expect_not(has_case("channel_handoff"));
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_str_eq(said, "not measured: channel_handoff; a second PU is needed, and this "
                           "process may use only one\n");
    cr_assert_eq(plan("channel_handoff", NULL, NULL), 0);
    cr_expect(has_case("channel_handoff"));
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_str_empty(said);
}

Test(plan, an_unknown_scenario_is_refused_with_where_the_names_are)
{
    cr_expect_eq(plan("nonesuch", NULL, NULL), -EINVAL);
    cr_expect_not_null(strstr(options.error, "nonesuch"));
    cr_expect_not_null(strstr(options.error, "escapebench list has the names"));
    cr_expect_eq(plan("!nonesuch", NULL, NULL), -EINVAL);
}

Test(plan, an_unknown_allocator_is_refused_with_the_choices)
{
    cr_expect_eq(plan("--allocator=nonesuch", NULL, NULL), -EINVAL);
    cr_expect_not_null(strstr(options.error, "nonesuch"));
    cr_expect_not_null(strstr(options.error, "jemalloc"));
}

Test(plan, an_unknown_size_is_refused_with_the_choices)
{
    cr_expect_eq(plan("runtime_size_slice", "--size=63", NULL), -EINVAL);
    cr_expect_not_null(strstr(options.error, "63"));
    cr_expect_not_null(strstr(options.error, "64, 256"));
}

Test(plan, an_unknown_event_is_refused_with_the_nearest)
{
    cr_assert_eq(plan("--counters=cycles,instuctions", NULL, NULL), 0);
    cr_expect_eq(plan_counters(&options), -EINVAL);
    cr_expect_str_eq(options.error, "unknown event 'instuctions'; nearest: instructions");
}

Test(plan, a_core_outside_is_refused_with_the_choices)
{
    struct machine machine;
    unsigned pu;
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(plan("--cpu=core:4000", NULL, NULL), 0);
    cr_expect_eq(plan_pu(&options, &machine, &pu), -EINVAL);
    cr_expect_not_null(strstr(options.error, "core:4000 does not exist"));
    cr_assert_eq(plan("--cpu=pu:0", NULL, NULL), 0);
    hwloc_bitmap_zero(machine.allowed);
    cr_expect_eq(plan_pu(&options, &machine, &pu), -EINVAL);
    cr_expect_not_null(strstr(options.error, "outside of this process's cpuset"));
    machine_close(&machine);
}

/* ---- what cannot be measured ---- */

Test(plan, a_peer_and_a_collector_do_not_meet)
{
    char said[1024];
    cr_assert_eq(plan("channel_*", "--allocator=boehm,glibc", NULL), 0);
    for (size_t i = 0; i < count; i++)
        cr_expect(!cases[i].scenario->peer || !cases[i].allocator->collects);
    cr_expect(has_case("channel_handoff"));
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_not_null(strstr(said, "not measured under boehm: channel_handoff; the collector"));
    cr_assert_eq(plan("channel_slice", "--allocator=boehm", NULL), 0);
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_str_eq(said, "", "nobody asked for it");
}

/* A scenario that is named has all of its sizes. */
Test(plan, quick_over_the_whole_catalogue_has_no_ladders_and_says_so)
{
    char said[4096];
    cr_assert_eq(plan("--effort=quick", NULL, NULL), 0);
    cr_expect(plan_is_bare(&options));
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(cases[i].ladder.compared_count, cases[i].ladder.steps);
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_not_null(strstr(said, "leaves out ladders"), "%s", said);
    cr_assert_eq(plan("--effort=quick", "return_*", NULL), 0);
    cr_expect_not(plan_is_bare(&options));
    plan_remark(&options, scenarios, chosen, partners, said, sizeof said);
    cr_expect_str_eq(said, "");
    cr_assert_eq(plan("--effort=normal", NULL, NULL), 0);
    cr_expect_not(plan_is_bare(&options));
}
