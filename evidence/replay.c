/* SPDX-License-Identifier: MIT
 *
 * How often is `detect` wrong, and how often do intervals hold the truth, if workers are as
 * they were recorded? Makes hundreds of tries with workers drawn from stored runs.
 *
 *   experiment_replay errors TRIES PERCENT PLANTED PRIOR RUN...
 *   experiment_replay coverage TRIES WORKERS LAYOUTS RUN...
 *
 * RUN is a folder of `escapebench detect ... --against`, beside RUN-against.
 *
 * errors: each try is a table of all cases of all runs. A case draws pairs out of its
 * recorded ones, with replacement, and swaps the two sides of each pair at random, so that
 * nothing differs. Then the other side is made slower by PLANTED percent. Pairs are drawn until
 * the test of `detect PERCENT` has decided, or until there are 400. PRIOR is `cautious`, or
 * `known`: as after earlier runs that have seen the recorded pairs. A table is wrong if it calls
 * equal sides different, or sides the same that differ by PERCENT or more. Prints CSV: numbers
 * of cases, the mean pairs of a case, the pairs that `detect` promises, and in how many of 100
 * tables the promise is kept within a factor of two.
 *
 * coverage: runs of one build are pooled, case by case. A try draws LAYOUTS link layouts
 * from those recorded and WORKERS workers of them, both with replacement. The interval of
 * their cost should hold the figure of all recorded workers. Prints as CSV how often it does:
 * with the workers of a layout as a group, as escapebench computes intervals, and as if all
 * workers were independent.
 */
#include "harness/base/rng.h"
#include "harness/figures/detect.h"
#include "harness/readback/runfile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MOST = 200, WORKERS_OF_CASE = 8000, PAIRS_OF_TRY = 400 };

struct worker {
    double cost, base, value;
    unsigned layout;
};

struct recorded {
    char name[256];
    struct worker *workers; /* errors: the base's and the other's of each pair, in turn */
    size_t count;
    double scale, time; /* what percentages are of; the operation */
    double sd;          /* a worker's part in the spread of pairs, relative to `time` */
    struct spread_prior prior;
};

static struct recorded cases[CASES_MOST];
static size_t case_count;

static struct recorded *case_named(const char *name)
{
    for (size_t i = 0; i < case_count; i++)
        if (strcmp(cases[i].name, name) == 0)
            return &cases[i];
    struct recorded *c = &cases[case_count];
    if (case_count == CASES_MOST || !(c->workers = calloc(WORKERS_OF_CASE, sizeof *c->workers)))
        return NULL;
    case_count++;
    snprintf(c->name, sizeof c->name, "%s", name);
    return c;
}

static void add(struct recorded *c, const struct runfile_result *r)
{
    if (c->count < WORKERS_OF_CASE)
        c->workers[c->count++] =
            (struct worker){ r->delta, r->baseline, r->value, (unsigned) r->layout };
}

static void add_pairs(struct recorded *c, const struct runfile_row *base,
                      const struct runfile_row *other)
{
    for (size_t i = 0, k = 0; i < base->result_count; i++) {
        while (k < other->result_count && other->results[k].worker < base->results[i].worker)
            k++;
        if (k == other->result_count || other->results[k].worker != base->results[i].worker)
            continue;
        add(c, &base->results[i]);
        add(c, &other->results[k]);
    }
}

/* Reads a run and its other side. With `pairs` each run has cases of its own, made of pairs. */
static int read_run(const char *path, int pairs)
{
    struct runfile base = { 0 }, other = { 0 };
    const struct runfile_filter filter = { .metric = "time" };
    char against[4096], name[256];
    snprintf(against, sizeof against, "%s-against", path);
    int error = runfile_load(&other, path, &filter);
    if (!error)
        error = runfile_load(&base, against, &filter);
    if (error)
        fprintf(stderr, "replay: %s\n", base.error[0] ? base.error : other.error);
    for (size_t i = 0; i < base.row_count && !error; i++) {
        const struct runfile_row *b = &base.rows[i], *o = NULL;
        for (size_t k = 0; k < other.row_count; k++)
            if (runfile_order(b, &other.rows[k], 0) == 0)
                o = &other.rows[k];
        if (strcmp(b->origin, "control") == 0 || !o)
            continue;
        snprintf(name, sizeof name, "%s%s%.60s/%.60s/%.60s", pairs ? path : "", pairs ? "/" : "",
                 b->scenario, b->allocator, b->variant);
        struct recorded *c = case_named(name);
        if (!c)
            return -1;
        if (pairs)
            add_pairs(c, b, o);
        for (size_t k = 0; !pairs && k < b->result_count; k++)
            add(c, &b->results[k]);
    }
    runfile_free(&base);
    runfile_free(&other);
    return error;
}

/* The trimmed mean of one of the workers' numbers. */
static double typical(const struct recorded *c, size_t at)
{
    static double values[WORKERS_OF_CASE];
    for (size_t i = 0; i < c->count; i++)
        values[i] = *(const double *) ((const char *) &c->workers[i] + at);
    return stats_trimmed_mean(values, c->count).mean;
}

static void find_scales(void)
{
    for (size_t i = 0; i < case_count; i++) {
        struct recorded *c = &cases[i];
        double base = typical(c, offsetof(struct worker, base));
        c->time = fmax(base, typical(c, offsetof(struct worker, value)));
        c->scale = fmax(base, fabs(typical(c, offsetof(struct worker, cost))));
    }
}

/* Subtracts from the other side what the planted change took. */
static double typical_difference(const struct recorded *c)
{
    static double values[WORKERS_OF_CASE];
    for (size_t i = 0; i < c->count / 2; i++)
        values[i] = c->workers[2 * i + 1].cost - c->workers[2 * i].cost;
    return stats_trimmed_mean(values, c->count / 2).mean;
}

/* ---- errors ---- */

struct outcome {
    size_t slower, faster, same, open, pairs;
    double promised; /* pairs */
};

/* The spread of the recorded pairs, which the promise is made of, and the prior. */
static void find_spreads(int known)
{
    static double values[WORKERS_OF_CASE];
    for (size_t k = 0; k < case_count; k++) {
        struct recorded *c = &cases[k];
        size_t n = c->count / 2;
        for (size_t i = 0; i < n; i++)
            values[i] = c->workers[2 * i + 1].cost - c->workers[2 * i].cost;
        struct trimmed all = stats_trimmed_mean(values, n);
        c->sd = stats_trimmed_sd(&all) / M_SQRT2 / c->time;
        struct spread_known seen = { .squares = c->sd * c->sd * all.df, .df = all.df };
        c->prior = spread_from_history(known ? &seen : NULL);
    }
}

static enum verdict try_case(const struct recorded *c, double limit, double slower, double alpha,
                             double promised, struct rng *rng, size_t *pairs)
{
    struct grouped drawn[PAIRS_OF_TRY], sorted[PAIRS_OF_TRY];
    double planted = typical_difference(c);
    struct detect test;
    size_t n = 0;
    detect_start(&test, alpha);
    while (n < PAIRS_OF_TRY && detect_is_open(&test)) {
        const struct worker *pair = &c->workers[2 * rng_below(rng, (uint32_t) (c->count / 2))];
        double difference = pair[1].cost - planted - pair[0].cost;
        difference *= rng_below(rng, 2) ? 1 : -1;
        drawn[n] = (struct grouped){ difference + slower * c->scale, (unsigned) (n % 32) + 1 };
        if (++n < WORKERS_LEAST)
            continue;
        memcpy(sorted, drawn, n * sizeof *drawn);
        struct detect_seen seen = detect_sum_up(sorted, n);
        struct trimmed tested = detect_tested(&seen, &c->prior, c->time);
        detect_look(&test, &tested, limit * c->scale, (double) n < promised / 2);
    }
    *pairs = n;
    return test.verdict;
}

static void count(struct outcome *o, enum verdict verdict, size_t pairs)
{
    o->slower += verdict == VERDICT_SLOWER;
    o->faster += verdict == VERDICT_FASTER;
    o->same += verdict == VERDICT_SAME;
    o->open += verdict == VERDICT_UNRESOLVED;
    o->pairs += pairs;
}

static void errors(size_t tries, double limit, double planted)
{
    struct rng rng = { 1 };
    struct outcome all = { 0 };
    size_t wrong = 0, kept = 0;
    double alpha = 0.05 / (double) case_count;
    double promised[CASES_MOST];
    for (size_t i = 0; i < case_count; i++) {
        promised[i] = detect_pairs_used(cases[i].sd, &cases[i].prior,
                                        limit * cases[i].scale / cases[i].time, alpha);
        all.promised += promised[i];
    }
    for (size_t t = 0; t < tries; t++) {
        struct outcome before = all;
        for (size_t i = 0; i < case_count; i++) {
            size_t pairs;
            enum verdict verdict =
                try_case(&cases[i], limit, planted, alpha, promised[i], &rng, &pairs);
            count(&all, verdict, pairs);
        }
        wrong += all.faster > before.faster || (planted == 0 && all.slower > before.slower) ||
                 (planted >= limit && all.same > before.same);
        double ratio = (double) (all.pairs - before.pairs) / all.promised;
        kept += ratio >= 0.5 && ratio <= 2;
    }
    puts(
        "slower_pct,tries,cases,wrong_tables,slower,faster,same,undecided,pairs,promised,kept_pct");
    printf("%g,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%.0f,%.0f,%.0f\n", 100 * planted, tries, case_count,
           wrong, all.slower, all.faster, all.same, all.open,
           (double) all.pairs / (double) (tries * case_count), all.promised / (double) case_count,
           100 * (double) kept / (double) tries);
}

/* ---- coverage ---- */

/* Writes the numbers of the recorded layouts. Returns how many there are. */
static size_t find_layouts(const struct recorded *c, unsigned *numbers)
{
    size_t n = 0;
    for (unsigned layout = 1; layout < 256; layout++)
        for (size_t i = 0; i < c->count; i++)
            if (c->workers[i].layout == layout) {
                numbers[n++] = layout;
                break;
            }
    return n;
}

static const struct worker *draw_of(const struct recorded *c, unsigned layout, struct rng *rng)
{
    const struct worker *w;
    do
        w = &c->workers[rng_below(rng, (uint32_t) c->count)];
    while (w->layout != layout);
    return w;
}

static void coverage(const struct recorded *c, size_t tries, size_t workers, size_t layouts)
{
    struct rng rng = { 1 };
    unsigned numbers[256], drawn[256];
    size_t n = find_layouts(c, numbers), held[2] = { 0 };
    double truth = typical(c, offsetof(struct worker, cost)), width[2] = { 0 };
    for (size_t t = 0; t < tries; t++) {
        static struct observation seen[1024];
        for (size_t k = 0; k < layouts; k++)
            drawn[k] = numbers[rng_below(&rng, (uint32_t) n)];
        for (int grouped = 0; grouped < 2; grouped++) {
            for (size_t i = 0; i < workers; i++) {
                const struct worker *w = draw_of(c, drawn[i % layouts], &rng);
                seen[i] = (struct observation){ w->base, w->value, w->cost, w->value / w->base,
                                                grouped ? (unsigned) (i % layouts) + 1 : 0 };
            }
            struct interval d = estimate_observations(seen, workers).delta;
            held[grouped] += d.low <= truth && truth <= d.high;
            width[grouped] += 100 * (d.high - d.low) / 2 / c->time / (double) tries;
        }
    }
    printf("%s,%zu,%zu,%zu,%zu,%.1f,%.2f,%.1f,%.2f\n", c->name, c->count, n, workers, layouts,
           100 * (double) held[1] / (double) tries, width[1],
           100 * (double) held[0] / (double) tries, width[0]);
}

int main(int argc, char **argv)
{
    int pairs = argc > 1 && strcmp(argv[1], "errors") == 0, at = pairs ? 6 : 5;
    size_t tries = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    if (argc <= at || (!pairs && strcmp(argv[1], "coverage") != 0) || tries == 0) {
        fputs("replay errors TRIES PERCENT PLANTED known|cautious RUN...\n"
              "replay coverage TRIES WORKERS LAYOUTS RUN...\n",
              stderr);
        return 2;
    }
    for (int i = at; i < argc; i++)
        if (read_run(argv[i], pairs) != 0)
            return 1;
    find_scales();
    if (pairs) {
        find_spreads(strcmp(argv[5], "known") == 0);
        errors(tries, strtod(argv[3], NULL) / 100, strtod(argv[4], NULL) / 100);
        return 0;
    }
    size_t workers = strtoul(argv[3], NULL, 10), layouts = strtoul(argv[4], NULL, 10);
    if (workers < WORKERS_LEAST || workers > 1000 || layouts < 1 || layouts > 256) {
        fputs("replay: 5 to 1000 workers and 1 to 256 layouts\n", stderr);
        return 2;
    }
    puts("case,recorded,of_layouts,workers,layouts,held_pct,half_width_pct,alone_held_pct,"
         "alone_half_width_pct");
    for (size_t i = 0; i < case_count; i++)
        coverage(&cases[i], tries, workers, layouts);
    return 0;
}
