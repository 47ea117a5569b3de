/* SPDX-License-Identifier: MIT
 *
 * The run engine with the real program, and a quiet state with which every turn is kept.
 */
#include "harness/base/rng.h"
#include "harness/record/case_table.h"
#include "harness/run/run.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CASES = 4, NOTED = 64 };

static const struct effort brief = {
    .name = "brief",
    .limits = { .turns = 2, .turns_least = 1, .hard_s = 5 }, /* reached by no load */
    .precision = 1e9,
    .case_s = 100,
    .run_s = 1000,
};
static struct machine machine;
static struct worker_pool pool;
static struct rng rng;
static struct run run;
static const struct scenario *noted[NOTED];
static size_t noted_count;

static void note(const struct run *r, void *context)
{
    (void) context;
    if (r->progress.phase == RUN_ROUNDS && noted_count < NOTED &&
        noted_count < r->progress.done + 1)
        noted[noted_count++] = r->progress.current->scenario;
}

static void open_run(uint64_t seed)
{
    static const struct scenario *const chosen[CASES] = { &scenario_nothing,
                                                          &scenario_return_pointer,
                                                          &scenario_return_user,
                                                          &scenario_closure_by_value };
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, PROGRAM), 0);
    rng = (struct rng){ seed };
    noted_count = 0;
    run_open(&run, &(struct run_settings){ .effort = &brief, .seed = seed }, &pool, &rng);
    run.cases = calloc(CASES, sizeof *run.cases);
    run.case_count = CASES;
    run.quiet_state.cycle_ns = 1; /* no rate is known: everything is quiet */
    run.quiet_agreed = 1;
    run.watch = note;
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &run.settings.pu), 0);
    for (size_t i = 0; i < CASES; i++) {
        run.cases[i] =
            (struct run_case){ .scenario = chosen[i], .live = 1, .allocator = &allocators[0] };
        ladder_of(chosen[i], 0, 1, &run.cases[i].ladder);
    }
}

static void close_run(void)
{
    run_close(&run);
    worker_pool_close(&pool);
    machine_close(&machine);
}

/* How often a scenario was measured in one of the first rounds. */
static unsigned times_in_round(size_t round, const struct scenario *scenario)
{
    unsigned times = 0;
    for (size_t k = 0; k < CASES; k++)
        times += noted[round * CASES + k] == scenario;
    return times;
}

TestSuite(run, .fini = close_run);

Test(run, gives_every_case_five_workers_in_a_random_order)
{
    const struct scenario *first[WORKERS_LEAST * CASES];
    open_run(3);
    cr_assert_eq(run_measure(&run), 0);
    for (size_t i = 0; i < CASES; i++)
        cr_expect_geq(run.cases[i].result_count, WORKERS_LEAST, "an unresolved case gets more");
    memcpy(first, noted, sizeof first);
    for (size_t round = 0; round < WORKERS_LEAST; round++)
        for (size_t i = 0; i < CASES; i++)
            cr_expect_eq(times_in_round(round, run.cases[i].scenario), 1, "each case once");
    close_run();

    open_run(3);
    cr_assert_eq(run_measure(&run), 0);
    cr_expect_arr_eq(first, noted, sizeof first, "the same seed, another order");
    close_run();

    open_run(4);
    cr_assert_eq(run_measure(&run), 0);
    cr_expect_arr_neq(first, noted, sizeof first, "another seed, the same order");
}

Test(run, a_spent_budget_leaves_rows_without_verdict)
{
    char note[512];
    open_run(1);
    run.settings.max_time_s = 1e-9;
    cr_assert_eq(run_measure(&run), 0);
    cr_expect_eq(run.cases[1].result_count, 0);
    cr_expect_eq(run.cases[1].tallies[1].allocs, run.cases[1].counted_ops, "counted all the same");
    cr_expect_eq(run_time(&run, &run.cases[1], &run.cases[1].ladder.compared[0]).verdict,
                 VERDICT_NONE);
    case_table_note(&run, &run.cases[1], 0, note, sizeof note);
    cr_expect_str_eq(note, "out of time: 0 of 5 workers");
}

Test(run, samples_that_cannot_be_written_end_it)
{
    open_run(1);
    run.samples_fd = open("/dev/full", O_WRONLY);
    cr_expect_eq(run_measure(&run), -EIO);
    cr_expect_eq(run.samples_errno, ENOSPC);
    cr_expect_str_eq(run.ending, "samples.csv: No space left on device");
    char note[512];
    case_table_note(&run, &run.cases[1], 1, note, sizeof note);
    cr_expect_str_eq(note, "ended early: 0 of 5 workers (samples.csv: No space left on device)");
}

Test(run, that_no_worker_can_be_started_ends_it)
{
    open_run(1);
    struct rlimit few = { 3, 1024 };
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    cr_expect_eq(run_measure(&run), -EMFILE);
    cr_expect_not_null(strstr(run.ending, "ulimit -n is 3"), "%s", run.ending);
    cr_expect_str_empty(run.cases[0].failure, "it is not the case's fault");
}

/* 4096 is no PU: as one that left the cpuset. */
static void shrink(const struct run *r, void *context)
{
    (void) context;
    if (r->progress.phase == RUN_ROUNDS && r->progress.done == WORKERS_LEAST * CASES - 2)
        run.settings.pu = 4096;
}

Test(run, a_cpuset_that_shrinks_ends_it_and_keeps_the_figures)
{
    size_t results = 0;
    open_run(1);
    run.watch = shrink;
    cr_expect_eq(run_measure(&run), -EXDEV);
    cr_expect_not_null(strstr(run.ending, "pu:4096 is offline or no longer in"), "%s", run.ending);
    for (size_t i = 0; i < CASES; i++) {
        cr_expect_str_empty(run.cases[i].failure);
        results += run.cases[i].result_count;
    }
    cr_expect_eq(results, WORKERS_LEAST * CASES - 2);
}

Test(run, the_table_is_complete_and_replaces_the_old_one)
{
    char path[] = "/tmp/escapebench-table-XXXXXX", line[4096];
    size_t rows = 0;
    close(mkstemp(path));
    open_run(1);
    run.settings.counters = counters_default;
    cr_assert_eq(run_measure(&run), 0);
    cr_assert_eq(case_table_write(&run, path, 0), 0);
    cr_assert_eq(case_table_write(&run, path, 0), 0);
    FILE *file = fopen(path, "r");
    while (fgets(line, sizeof line, file))
        rows++;
    fclose(file);
    unlink(path);
    size_t metrics = 2 + counters_default.count + 1 + 3; /* times, counters, IPC, allocations */
    size_t expected = 1 + CASES * metrics;
    for (size_t i = 0; i < CASES; i++) /* steps have no allocations of their own */
        expected += (run.cases[i].ladder.compared_count - 1) * (metrics - 3);
    cr_expect_eq(rows, expected, "%zu", rows);
    cr_expect_eq(case_table_write(&run, "/nonesuch/x.csv", 0), -ENOENT);
}

/* ---- under a collector ---- */

/* Stores results of five workers that agree; each worker saw `collections` collections. */
static struct run_case *put_results(unsigned collections)
{
    struct run_case *c = &run.cases[1];
    free(c->results);
    c->results = calloc(WORKERS_LEAST, sizeof *c->results);
    c->result_count = WORKERS_LEAST;
    for (size_t i = 0; i < WORKERS_LEAST; i++) {
        struct worker_result *result = &c->results[i];
        result->turns_kept = result->turns_total = 10;
        result->collecting = 1;
        result->collections = collections;
        result->time[0] = 1;
        result->time[1] = result->ratio[1][0] = 3;
        result->delta[1][0] = 2;
    }
    return c;
}

Test(run, few_collections_are_no_verdict)
{
    char note[512];
    open_run(1);
    struct run_case *c = put_results(5);
    cr_expect_eq(run_collections(&run, c), 25);
    cr_expect_eq(run_time(&run, c, &c->ladder.compared[0]).verdict, VERDICT_NONE);
    case_table_note(&run, c, 0, note, sizeof note);
    cr_expect_str_eq(note, "mean over 25 collections, 30 are needed");
    put_results(6);
    cr_expect_eq(run_time(&run, c, &c->ladder.compared[0]).verdict, VERDICT_SLOWER);
    case_table_note(&run, c, 0, note, sizeof note);
    cr_expect_str_eq(note, "mean over 30 collections");
}

/* Five workers see six collections each. If they see fewer, more workers are started. */
Test(run, collections_are_seen_and_told, .timeout = 60)
{
    char note[512];
    open_run(1);
    for (size_t i = 0; i < CASES; i++)
        run.cases[i].allocator = allocator_find("boehm");
    cr_assert_eq(run_measure(&run), 0);
    if (run.cases[0].failure[0])
        cr_skip_test("%s", run.cases[0].failure);
    cr_expect_eq(run_collections(&run, &run.cases[0]), -1, "the control allocates nothing");
    for (size_t i = 1; i < CASES; i++) {
        struct run_case *c = &run.cases[i];
        int seen = run_collections(&run, c);
        case_table_note(&run, c, 0, note, sizeof note);
        cr_expect_not_null(strstr(note, "collections"), "%s", note);
        cr_expect(seen >= COLLECTIONS_LEAST ||
                  run_time(&run, c, &c->ladder.compared[0]).verdict == VERDICT_NONE);
    }
}
