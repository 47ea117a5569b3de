/* SPDX-License-Identifier: MIT
 *
 * The contract of harness/scenario.h, held over every scenario and size: equal
 * sums, and exactly the allocations that are declared, each of them freed.
 */
#include "harness/subject/accounting.h"
#include "harness/subject/catalogue.h"
#include "harness/subject/ladder.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Every row of the two articles that has a port, in the order of the talk. Not
 * here: R3d, a stack that is too small at run time. Go moves the stack and
 * nothing escapes; C's stacks never move, so there is no pair to compare. */
static const char *const origins[] = {
    "control",
    "P0",
    "P1",
    "P2",
    "P2f",
    "S1",
    "S2",
    "S2m",
    "S3",
    "S4",
    "S5",
    "S6",
    "S6u",
    "S7",
    "S8",
    "R0",
    "R2",
    "R3a",
    "R3b",
    "R3c",
    "R4a",
    "R4b",
    "R4c",
    "R5a",
    "R5b",
    "R5c",
    "R6",
    "R6n",
    "N1",
    "N2",
    "N3",
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L6",
    /* not from the articles, as the control */
    "sizes",
    "pages",
    "handed",
    "live",
};

enum {
    ORIGINS = sizeof origins / sizeof *origins,
    CASES_MAX = 500,
    OPS = 100,
    TOUCHED = 1 << 26, /* large values: fewer operations, but at least two */
    STACK = 64 << 20,  /* as a worker's */
};

/* ---- the catalogue ---- */

Test(catalogue, every_row_of_the_articles_is_there)
{
    for (size_t o = 0; o < ORIGINS; o++) {
        size_t found = 0;
        for (size_t s = 0; scenarios[s]; s++)
            found += strcmp(scenarios[s]->origin, origins[o]) == 0;
        cr_expect(found > 0, "no scenario has the origin %s", origins[o]);
    }
}

Test(catalogue, every_origin_is_a_row_of_the_articles)
{
    for (size_t s = 0; scenarios[s]; s++) {
        size_t o = 0;
        while (o < ORIGINS && strcmp(scenarios[s]->origin, origins[o]) != 0)
            o++;
        cr_expect(o < ORIGINS, "%s: no row is called %s", scenarios[s]->name, scenarios[s]->origin);
    }
}

/* index.def and the folder agree, and each file defines what its name says. */
Test(catalogue, rows_are_files)
{
    glob_t files;
    size_t rows = 0;
    cr_assert(glob(SOURCE_DIR "/scenarios/*.c", 0, NULL, &files) == 0);
    while (scenarios[rows])
        rows++;
    cr_expect(files.gl_pathc == rows + 1, "%zu files (index.c is one) and %zu rows", files.gl_pathc,
              rows);
    for (size_t f = 0; f < files.gl_pathc; f++) {
        char *name = strrchr(files.gl_pathv[f], '/') + 1;
        name[strlen(name) - 2] = '\0';
        if (strcmp(name, "index") != 0)
            cr_expect(scenario_find(scenarios, name), "%s.c has no row in index.def", name);
    }
    globfree(&files);
}

Test(catalogue, names_differ)
{
    for (size_t s = 0; scenarios[s]; s++)
        cr_expect(scenario_find(scenarios, scenarios[s]->name) == scenarios[s], "%s is there twice",
                  scenarios[s]->name);
}

/* samples.csv has columns for no other names; retention, which is not timed, has two of
 * its own. */
static int is_known(const struct scenario *scenario, const char *variant)
{
    static const char *const of_retention[] = { "released", "retained", NULL };
    const char *const *known = scenario->instances ? of_retention : timed_variants;
    while (*known && strcmp(variant, *known) != 0)
        known++;
    return *known && !ladder_is_rung(variant);
}

Test(catalogue, the_first_variant_is_the_baseline_and_others_are_named_once)
{
    for (size_t s = 0; scenarios[s]; s++) {
        for (size_t k = 0; k < scenario_sizes(scenarios[s]); k++) {
            const struct variant *v = scenarios[s]->sizes[k].variants;
            cr_expect_str_eq(v[0].name, scenarios[s]->instances ? "released" : "stack");
            cr_expect(v[1].name, "%s has nothing to compare", scenarios[s]->name);
            for (size_t i = 0; v[i].name; i++) {
                cr_expect(is_known(scenarios[s], v[i].name), "%s: %s", scenarios[s]->name,
                          v[i].name);
                for (size_t j = 0; j < i; j++)
                    cr_expect_str_neq(v[i].name, v[j].name);
            }
        }
    }
}

Test(catalogue, sizes_ascend_and_titles_are_phrases)
{
    for (size_t s = 0; scenarios[s]; s++) {
        const struct scenario *scenario = scenarios[s];
        for (size_t k = 1; k < scenario_sizes(scenario); k++)
            cr_expect(scenario->sizes[k].bytes > scenario->sizes[k - 1].bytes, "%s",
                      scenario->name);
        cr_expect(scenario->title[strlen(scenario->title) - 1] != '.', "%s", scenario->title);
        cr_expect(strlen(scenario->title) <= 72, "%s", scenario->title);
    }
}

/* ---- what the operations do ---- */

struct one_case {
    size_t scenario, size; /* indices: a test's process has other addresses */
};

ParameterizedTestParameters(operations, keep_their_promise)
{
    static struct one_case cases[CASES_MAX];
    size_t count = 0;
    for (size_t s = 0; scenarios[s]; s++) /* retention: tests/figures/test_retention.c */
        for (size_t k = 0; !scenarios[s]->instances && k < scenario_sizes(scenarios[s]); k++)
            cases[count++] = (struct one_case){ s, k };
    return cr_make_param_array(struct one_case, cases, count);
}

struct outcome {
    struct one_case which;
    struct ladder ladder;
    uint64_t ops, sums[VARIANTS_MAX];
    struct tally tallies[SCENARIO_VARIANTS];
};

static void *run_peer(void *context)
{
    ((const struct scenario *) context)->peer();
    return NULL;
}

/* The same code with the ladder's other allocation pairs. */
static void run_rungs(struct outcome *o)
{
    const struct allocation_pair real = { malloc, free };
    struct allocation_pair pairs[VARIANTS_MAX];
    ladder_of(scenarios[o->which.scenario], o->which.size, 2, &o->ladder);
    cr_assert(ladder_make_pairs(&o->ladder, &real, &real, pairs) == 0);
    for (size_t v = o->ladder.steps + 1; v < o->ladder.count; v++) {
        allocation_pair = pairs[v];
        o->sums[v] = o->ladder.rungs[v].run(o->ops);
    }
    allocation_pair = real;
}

static void *run_variants(void *context)
{
    pthread_t peer;
    struct outcome *o = context;
    const struct scenario *scenario = scenarios[o->which.scenario];
    const struct scenario_size *size = &scenario->sizes[o->which.size];
    if (scenario->setup)
        scenario->setup(size->bytes);
    if (scenario->peer)
        cr_assert(pthread_create(&peer, NULL, run_peer, (void *) scenario) == 0);
    for (size_t v = 0; size->variants[v].name; v++) {
        accounting_start();
        o->sums[v] = size->variants[v].run(o->ops);
        o->tallies[v] = accounting_read();
    }
    run_rungs(o);
    if (scenario->peer) {
        scenario->dismiss();
        pthread_join(peer, NULL);
    }
    if (scenario->teardown)
        scenario->teardown();
    return NULL;
}

/* On a thread with a stack as large as a worker's. */
static void run_case(struct outcome *o)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    cr_assert(pthread_attr_setstacksize(&attributes, STACK) == 0);
    cr_assert(pthread_create(&thread, &attributes, run_variants, o) == 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

ParameterizedTest(struct one_case *which, operations, keep_their_promise)
{
    const struct scenario *scenario = scenarios[which->scenario];
    const struct scenario_size *size = &scenario->sizes[which->size];
    struct outcome o = { .which = *which, .ops = TOUCHED / (size->bytes + 1) };
    o.ops = o.ops > OPS ? OPS : o.ops;
    run_case(&o);
    for (size_t v = 0; size->variants[v].name; v++) {
        const struct variant *variant = &size->variants[v];
        const struct tally *t = &o.tallies[v];
        char who[128];
        snprintf(who, sizeof who, "%s, %zu bytes, %s", scenario->name, size->bytes, variant->name);
        cr_expect(o.sums[v] == o.sums[0], "%s: another sum than the first variant's", who);
        cr_expect(t->allocs == o.ops * variant->allocs, "%s: %g allocs, declared %u", who,
                  (double) t->allocs / (double) o.ops, variant->allocs);
        cr_expect(t->bytes == o.ops * variant->bytes, "%s: %g bytes, declared %zu", who,
                  (double) t->bytes / (double) o.ops, variant->bytes);
        cr_expect(t->frees == t->allocs, "%s: %g allocs and %g frees", who, (double) t->allocs,
                  (double) t->frees);
        if (strcmp(variant->name, "heap") != 0)
            cr_expect(t->allocs == 0, "%s: allocates", who);
    }
    for (size_t v = o.ladder.steps + 1; v < o.ladder.count; v++)
        cr_expect(o.sums[v] == o.sums[0], "%s, %zu bytes: another sum on the rung %s",
                  scenario->name, size->bytes, o.ladder.rungs[v].name);
}
