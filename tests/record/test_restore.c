/* SPDX-License-Identifier: MIT
 *
 * A resumed run has the same results as one long run. Synthetic workers are written as `run`
 * writes them, and read back.
 */
#include "harness/base/rng.h"
#include "harness/record/restore.h"
#include "harness/run/samples.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS = 8, TURNS = 20 };

static struct run run;
static struct run_case known;
static struct measured_turns *measured;
static FILE *file;
static struct rng rng = { 42 };

static void set_up(void)
{
    known = (struct run_case){ .scenario = &scenario_return_pointer,
                               .live = 1,
                               .allocator = &allocators[0] };
    ladder_of(known.scenario, 0, 1, &known.ladder);
    run = (struct run){ .cases = &known, .case_count = 1, .quiet_state = { 0.5, 0.2 } };
    measured = calloc(1, sizeof *measured);
    file = tmpfile();
    cr_assert(measured && file);
}

static void tear_down(void)
{
    free(known.results);
    free(measured);
    fclose(file);
}

TestSuite(restore, .init = set_up, .fini = tear_down);

static double noise(void)
{
    return (double) rng_below(&rng, 1000) / 10000;
}

static void make_turn(struct turn *turn, unsigned index)
{
    size_t n = known.ladder.count;
    double cycle = 0.5 + noise() / 10;
    *turn = (struct turn){ .index = index,
                           .fate = index % 5 == 4 ? TURN_INTERFERENCE : TURN_KEPT,
                           .group = index < TURNS - 4 ? GROUP_TIMED : GROUP_WALK,
                           .offset = 16 * (index % 4),
                           .before = { cycle, 0.2 + noise() / 100 },
                           .after = { cycle, 0.2 },
                           .within = { cycle, 0.21 },
                           .batches = 2 * n,
                           .taken = 2 * n };
    for (size_t i = 0; i < turn->taken; i++) {
        turn->order[i] = (unsigned char) (i < n ? i : 2 * n - 1 - i);
        turn->batch_ns[i] = 30000 + 1000 * turn->order[i] + rng_below(&rng, 500);
    }
}

static void make_worker(void)
{
    memset(measured, 0, sizeof *measured);
    measured->facts.clock_cost_ns = 20;
    for (size_t v = 0; v < known.ladder.count; v++)
        measured->facts.ops[v] = 1000 + 100 * v;
    for (unsigned t = 0; t < TURNS; t++) {
        struct turn *turn = &measured->turns[measured->turn_count++];
        make_turn(turn, t);
        measured->facts.turns_total += turn->group == GROUP_TIMED;
        measured->facts.turns_kept += turn->group == GROUP_TIMED && turn->fate == TURN_KEPT;
    }
}

static void write_row(const struct csv_row *row)
{
    cr_assert_eq(fwrite(row->text, 1, row->length, file), row->length);
}

static void write_worker(unsigned worker)
{
    const struct samples_context context = { .scenario = known.scenario,
                                             .size_bytes = known.scenario->sizes[0].bytes,
                                             .ladder = &known.ladder,
                                             .live = 1,
                                             .allocator = known.allocator->name,
                                             .worker = worker,
                                             .layout = worker % 3,
                                             .counters = &run.settings.counters,
                                             .facts = &measured->facts,
                                             .quiet_state = &run.quiet_state };
    for (size_t t = 0; t < measured->turn_count; t++) {
        struct csv_row row;
        samples_row(&row, &context, &measured->turns[t]);
        write_row(&row);
    }
}

static void write_header(void)
{
    struct csv_row row;
    samples_header(&row, &run.settings.counters);
    write_row(&row);
}

static int is_near(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-6 * (1 + fabs(a));
}

Test(restore, results_are_those_that_were_measured)
{
    char error[RESTORE_ERROR_MAX] = "";
    struct worker_result expected[WORKERS];
    size_t workers;
    write_header();
    for (unsigned w = 0; w < WORKERS; w++) {
        make_worker();
        worker_result_of(measured, &known.ladder, &run.quiet_state, &expected[w]);
        write_worker(w + 1);
    }
    rewind(file);
    cr_assert_eq(restore_results(&run, "made up", file, &workers, error), 0, "%s", error);
    cr_expect_eq(workers, WORKERS);
    cr_assert_eq(known.result_count, WORKERS);
    cr_expect_eq(known.turns_kept, WORKERS * expected[0].turns_kept);
    for (size_t w = 0; w < WORKERS; w++) {
        const struct worker_result *result = &known.results[w];
        cr_expect_eq(result->turns_kept, expected[w].turns_kept);
        cr_expect_eq(result->layout, (w + 1) % 3);
        cr_expect(is_near(result->cycles_per_slot, expected[w].cycles_per_slot));
        for (size_t v = 0; v < known.ladder.count; v++) {
            cr_expect(is_near(result->time[v], expected[w].time[v]), "worker %zu", w);
            cr_expect(is_near(result->walk[v], expected[w].walk[v]), "worker %zu", w);
            cr_expect(is_near(result->delta[v][0], expected[w].delta[v][0]), "worker %zu", w);
            cr_expect(is_near(result->ratio[v][0], expected[w].ratio[v][0]), "worker %zu", w);
        }
    }
}

Test(restore, a_worker_that_left_no_turn_does_not_count)
{
    char error[RESTORE_ERROR_MAX] = "";
    size_t workers;
    write_header();
    make_worker();
    write_worker(1);
    write_worker(3);
    rewind(file);
    cr_assert_eq(restore_results(&run, "made up", file, &workers, error), 0, "%s", error);
    cr_expect_eq(known.result_count, 3);
    cr_expect_eq(known.results[1].turns_kept, 0);
    cr_expect_eq(workers, 2);
}

Test(restore, rows_that_are_there_twice_are_refused)
{
    char error[RESTORE_ERROR_MAX] = "";
    size_t workers;
    write_header();
    make_worker();
    write_worker(2);
    write_worker(1);
    rewind(file);
    cr_expect_lt(restore_results(&run, "made up", file, &workers, error), 0);
    cr_expect_not_null(strstr(error, "rows twice?"), "%s", error);
}

Test(restore, more_workers_than_a_run_has_are_refused)
{
    char error[RESTORE_ERROR_MAX] = "";
    size_t workers;
    write_header();
    make_worker();
    write_worker(WORKERS_MOST + 1);
    rewind(file);
    cr_expect_lt(restore_results(&run, "made up", file, &workers, error), 0);
    cr_expect_not_null(strstr(error, "there are at most 1000"), "%s", error);
}

Test(restore, half_a_row_at_the_end_is_cut_off)
{
    char text[32] = "";
    cr_assert_geq(fputs("whole\nrow\nhal", file), 0);
    fflush(file);
    cr_expect_eq(restore_cut(fileno(file)), 0);
    cr_expect_eq(pread(fileno(file), text, sizeof text - 1, 0), 10);
    cr_expect_str_eq(text, "whole\nrow\n");
    cr_expect_eq(restore_cut(fileno(file)), 0);
    cr_expect_eq(lseek(fileno(file), 0, SEEK_END), 10);
}
