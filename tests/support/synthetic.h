/* SPDX-License-Identifier: MIT
 *
 * Synthetic runs whose true costs are known, written as `run` writes them, for tests of
 * code that reads runs. Every worker has a layout of its own that shifts its cost by 1 %, in
 * some workers by 5 %. Turns scatter around that. One worker in ten saw a busy core, is slower
 * and must not count.
 */
#ifndef TESTS_SUPPORT_SYNTHETIC_H
#define TESTS_SUPPORT_SYNTHETIC_H

#include "harness/base/files.h"
#include "harness/base/rng.h"
#include "harness/figures/estimate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

struct synthetic {
    uint64_t seed;
    unsigned cases;   /* besides the control */
    unsigned workers; /* usable ones; 0: 8 */
    double factor;    /* all heap times are this much longer; 0: 1 */
    double added_ns;  /* and longer by this */
    uint64_t shared;  /* above 0: workers of one number have one layout in all runs with it */
    double layout_sd; /* of what layouts shift a cost by; 0: 1 %, and now and then 5 % */
    double allocs;    /* of every heap operation; 0: 1 */
    double cycle_ns;  /* reference clock; 0: 0.3. Times are in its ns */
    const char *host, *cpu, *compiler, *commit, *allocator, *jemalloc; /* NULL: the usual */
    int crlf;
};

enum { SYNTHETIC_TURNS = 8 };

static const double synthetic_quiet = 0.16, synthetic_busy = 0.24;

static double synthetic_normal(struct rng *rng)
{
    double u = ((double) rng_below(rng, 1u << 30) + 0.5) / (1u << 30);
    double v = (double) rng_below(rng, 1u << 30) / (1u << 30);
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

static const char *synthetic_or(const char *text, const char *usual)
{
    return text ? text : usual;
}

/* True times of case `c`, whose number 0 is the control. */
static void synthetic_truth(const struct synthetic *s, unsigned c, double *stack, double *heap)
{
    double scale = (s->cycle_ns > 0 ? s->cycle_ns : 0.3) / 0.3;
    *stack = (1.5 + 0.3 * c) * scale;
    *heap = c == 0 ? *stack : (8 + 2.0 * c) * scale;
    if (c > 0)
        *heap = *heap * (s->factor > 0 ? s->factor : 1) + s->added_ns;
}

static void synthetic_head(const struct synthetic *s, unsigned c, FILE *to)
{
    if (c == 0)
        fprintf(to, "nothing,control,0,1,%s,", synthetic_or(s->allocator, "glibc"));
    else
        fprintf(to, "case_%u,P%u,%u,1,%s,", c, c, 8 * c, synthetic_or(s->allocator, "glibc"));
}

static const char *synthetic_end(const struct synthetic *s)
{
    return s->crlf ? "\r\n" : "\n";
}

/* Writes one worker's turns and adds its results. */
static void synthetic_worker(const struct synthetic *s, unsigned c, unsigned worker, int busy,
                             struct rng *rng, FILE *to, double results[3])
{
    double stack, heap, stacks[SYNTHETIC_TURNS], heaps[SYNTHETIC_TURNS], deltas[SYNTHETIC_TURNS];
    synthetic_truth(s, c, &stack, &heap);
    double layout = 1 + 0.01 * synthetic_normal(rng) + (rng_below(rng, 10) == 0 ? 0.05 : 0);
    if (s->layout_sd > 0)
        layout = 1 + s->layout_sd * synthetic_normal(rng);
    struct rng pair = { s->shared + 1000 * c + worker };
    if (s->shared > 0)
        layout = 1 + 0.03 * synthetic_normal(&pair);
    double slot = busy ? synthetic_busy : synthetic_quiet;
    if (c > 0)
        heap = stack + (heap - stack) * layout * (busy ? 1.5 : 1);
    for (unsigned t = 0; t < SYNTHETIC_TURNS; t++) {
        stacks[t] = stack * (1 + 0.003 * synthetic_normal(rng));
        heaps[t] = heap * (1 + 0.003 * synthetic_normal(rng));
        deltas[t] = heaps[t] - stacks[t];
        synthetic_head(s, c, to);
        fprintf(to, "%u,%u,1,,%s,1 2 3 4,20,0.3,0.3,%g,%g,0.3,%g,0,,1000,%.17g,,2000,%.17g,%s",
                worker, t, t % 2 ? "ABBA" : "BAAB", slot, slot, slot, stacks[t], heaps[t],
                synthetic_end(s));
    }
    /* A turn with counters: its times are not used, its faults are. */
    synthetic_head(s, c, to);
    fprintf(to, "%u,%u,1,,ABBA,1 2 3 4,20,0.3,0.3,%g,%g,0.3,%g,0,0,1000,,0.25,2000,,%.17g%s",
            worker, SYNTHETIC_TURNS, slot, slot, slot, c == 0 ? 0.25 : 0.75, synthetic_end(s));
    results[0] = stats_median(stacks, SYNTHETIC_TURNS);
    results[1] = stats_median(heaps, SYNTHETIC_TURNS);
    results[2] = stats_median(deltas, SYNTHETIC_TURNS);
}

static void synthetic_exact(const struct synthetic *s, unsigned c, const char *metric,
                            const char *unit, double value, FILE *to)
{
    synthetic_head(s, c, to);
    fprintf(to, "heap,stack,%s,%s,0,%g,%g,%g,%g,,,,%s,0,1,1,%s", metric, unit, value, value, value,
            value, value > 0 ? "slower" : "same", synthetic_end(s));
}

static void synthetic_case(const struct synthetic *s, unsigned c, struct rng *rng, FILE *rows,
                           FILE *turns)
{
    double stacks[64], heaps[64], deltas[64], results[3];
    unsigned n = s->workers > 0 ? s->workers : 8, number = 0;
    for (unsigned w = 0; w < n; w++) {
        while (rng_below(rng, 10) == 0)
            synthetic_worker(s, c, ++number, 1, rng, turns, results);
        synthetic_worker(s, c, ++number, 0, rng, turns, results);
        stacks[w] = results[0];
        heaps[w] = results[1];
        deltas[w] = results[2];
    }
    struct interval d = stats_trimmed_interval(deltas, n);
    double heap = stats_trimmed_interval(heaps, n).centre;
    double stack = stats_trimmed_interval(stacks, n).centre, floor = 0.002 * fmax(stack, heap);
    double low = fmin(d.low, d.centre - floor), high = fmax(d.high, d.centre + floor);
    synthetic_head(s, c, rows);
    fprintf(rows, "heap,stack,time,ns/op,%.17g,%.17g,%.17g,%.17g,%.17g,,,,slower,%u,9,9,%s%s",
            stack, heap, d.centre, low, high, n, c == 0 ? "control: any effect here is noise" : "",
            synthetic_end(s));
    synthetic_head(s, c, rows);
    fprintf(rows, "heap,stack,cycles,1/op,,,,,,,,,no-verdict,0,9,9,no PMU%s", synthetic_end(s));
    double faults = c == 0 ? 0 : 0.5, reach = 0.0015;
    synthetic_head(s, c, rows);
    fprintf(rows, "heap,stack,page-faults,1/op,0.25,%g,%g,%g,%g,,,,slower,%u,9,9,%s", 0.25 + faults,
            faults, faults - reach, faults + reach, n, synthetic_end(s));
    double allocs = c == 0 ? 0 : s->allocs > 0 ? s->allocs : 1;
    synthetic_exact(s, c, "allocs", "1/op", allocs, rows);
    synthetic_exact(s, c, "alloc-bytes", "B/op", allocs * 8 * c, rows);
}

static FILE *synthetic_open(const char *folder, const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "w");
    cr_assert_not_null(stream, "%s", path);
    return stream;
}

static void synthetic_machine(const struct synthetic *s, const char *folder)
{
    FILE *to = synthetic_open(folder, "machine.json");
    fprintf(to,
            "{\"schema\": 1, \"state\": \"complete\", \"start\": \"2026-01-02T03:04:05Z\", "
            "\"machine\": {\"host\": \"%s\", \"cpu\": {\"name\": \"%s\"}, \"topology\": {\"pus\": "
            "4, \"caches\": [{\"name\": \"L1d\", \"bytes\": 49152}, {\"name\": \"L2\", \"bytes\": "
            "1048576}]}, \"system\": {\"architecture\": \"x86_64\"}}, \"build\": {\"compiler\": "
            "\"%s\", \"commit\": \"%s\", \"dirty\": false, \"type\": \"Release\"}, \"allocators\": "
            "[{\"name\": \"glibc\", \"version\": \"2.36\"}, {\"name\": \"jemalloc\", \"version\": "
            "\"%s\"}], \"probe\": {\"reference_cycle_ns\": %g, \"best_cycles_per_slot\": %g}, "
            "\"settings\": {\"effort\": \"quick\", \"precision\": 0.02}}\n",
            synthetic_or(s->host, "lab"), synthetic_or(s->cpu, "Test CPU"),
            synthetic_or(s->compiler, "GNU 12.2.0"), synthetic_or(s->commit, "0123456789"),
            synthetic_or(s->jemalloc, "5.3.0"), s->cycle_ns > 0 ? s->cycle_ns : 0.3,
            synthetic_quiet);
    cr_assert_eq(fclose(to), 0);
}

/* Writes the three files into a new folder. */
static void synthetic_write(const struct synthetic *s, const char *folder)
{
    struct rng rng = { s->seed };
    cr_assert_eq(files_make_folder(folder), 0);
    FILE *rows = synthetic_open(folder, "comparison.csv");
    FILE *turns = synthetic_open(folder, "samples.csv");
    fprintf(rows,
            "scenario,origin,size_bytes,live,allocator,variant,baseline,metric,unit,baseline_value,"
            "value,delta,delta_low,delta_high,ratio,ratio_low,ratio_high,verdict,workers,"
            "turns_kept,turns_total,note%s",
            synthetic_end(s));
    fprintf(turns,
            "scenario,origin,size_bytes,live,allocator,worker,turn,kept,reason,order,batch_ns,"
            "clock_cost_ns,cycle_before,cycle_after,slot_before,slot_after,cycle_ref,slot_best,"
            "stack_offset,counter_group,stack_ops,stack_ns,stack_page-faults,heap_ops,heap_ns,"
            "heap_page-faults%s",
            synthetic_end(s));
    for (unsigned c = 0; c <= s->cases; c++)
        synthetic_case(s, c, &rng, rows, turns);
    cr_assert_eq(fclose(rows), 0);
    cr_assert_eq(fclose(turns), 0);
    synthetic_machine(s, folder);
}

#endif
