/* SPDX-License-Identifier: MIT */
#include "harness/figures/spread_history.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEAR(a, b) cr_expect(fabs((a) - (b)) < 1e-12, "%.15g is not %.15g", (a), (b))

static struct spread_history history;
static struct spread_known known;

static void set_up(void)
{
    history.cases = json_object();
}

static void tear_down(void)
{
    spread_history_free(&history);
}

TestSuite(spread_history, .init = set_up, .fini = tear_down);

static void add(const char *run, const char *program, double cost)
{
    struct spread_seen seen = { .run = run,
                                .program = program,
                                .workers = 6,
                                .sd = 0.002,
                                .cost = cost,
                                .time = 10,
                                .worker_s = 0.03 };
    cr_assert_eq(spread_history_add(&history, "a/8/1/glibc/heap-stack", &seen), 0);
}

static int of_all(void)
{
    return spread_history_sum_up(&history, "a/8/1/glibc/heap-stack", NULL, &known);
}

Test(spread_history, a_name_has_all_that_tells_cases_apart)
{
    char name[SPREAD_NAME_MAX];
    spread_history_name("a", 8, 1, "glibc", "heap", "stack", name);
    cr_expect_str_eq(name, "a/8/1/glibc/heap-stack");
}

Test(spread_history, runs_add_up)
{
    cr_expect_eq(of_all(), -ENOENT);
    add("1", "p", 5);
    add("2", "p", 5.2);
    cr_assert_eq(of_all(), 0);
    cr_expect_eq(known.runs, 2);
    cr_expect_eq(known.workers, 12);
    NEAR(known.df, 6.0); /* of six workers a trimmed mean keeps four */
    NEAR(known.squares, 6 * 4e-6);
    NEAR(known.cost_share, 0.51);
    NEAR(known.run_df, 1.0);
    NEAR(known.run_squares, 2 * 1e-4); /* 0.5 and 0.52 of the time */
    NEAR(known.worker_s, 0.03);
}

/* What a file says is not believed beyond what a run can have seen. */
Test(spread_history, absurd_numbers_do_not_count)
{
    const struct spread_seen sane = { .run = "1",
                                      .program = "p",
                                      .workers = 6,
                                      .sd = 0.002,
                                      .cost = 5,
                                      .time = 10,
                                      .worker_s = 0.03 };
    struct spread_seen wrong[4] = { sane, sane, sane, sane };
    wrong[0].workers = (size_t) 1 << 62;
    wrong[1].sd = 1e300;
    wrong[2].cost = -1e300;
    wrong[3].time = 1e300;
    for (size_t i = 0; i < 4; i++) {
        wrong[i].run = (const char *[]){ "a", "b", "c", "d" }[i];
        cr_assert_eq(spread_history_add(&history, "a/8/1/glibc/heap-stack", &wrong[i]), 0);
    }
    cr_expect_eq(of_all(), -ENOENT);
    add("1", "p", 5);
    cr_assert_eq(of_all(), 0);
    cr_expect_eq(known.runs, 1);
}

/* A file of another CPU or a later version is no damaged one. */
Test(spread_history, a_damaged_file_is_told_from_one_that_is_not_there)
{
    static const struct {
        const char *text;
        int damaged;
    } files[] = {
        { "", 1 },
        { "[]", 1 },
        { "{\"schema\": 1, \"cpu\": \"c\"", 1 },
        { "{\"schema\": 1, \"cpu\": \"c\", \"cases\": []}", 1 },
        { "{\"cpu\": \"c\", \"cases\": {}}", 1 },
        { "{\"schema\": 1, \"cpu\": \"c\", \"cases\": {}}", 0 },
        { "{\"schema\": 1, \"cpu\": \"d\", \"cases\": {}}", 0 },
        { "{\"schema\": 2, \"cpu\": \"c\", \"cases\": {}}", 0 },
    };
    char path[] = "/tmp/escapebench-spreads-XXXXXX";
    close(mkstemp(path));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct spread_history read;
        FILE *file = fopen(path, "we");
        fputs(files[i].text, file);
        fclose(file);
        cr_assert_eq(spread_history_load(&read, path, "c"), 0);
        cr_expect_eq(read.damaged, files[i].damaged, "%s", files[i].text);
        spread_history_free(&read);
    }
    unlink(path);
    struct spread_history none;
    cr_assert_eq(spread_history_load(&none, path, "c"), 0);
    cr_expect_eq(none.damaged, 0);
    spread_history_free(&none);
}

/* The difference of two builds is no noise between runs. */
Test(spread_history, only_runs_of_one_program_show_what_runs_differ_by)
{
    add("1", "p", 5);
    add("2", "q", 7);
    add("3", "", 8);
    add("4", "", 9);
    cr_assert_eq(of_all(), 0);
    NEAR(known.run_df, 0.0);
}

Test(spread_history, a_run_is_not_its_own_history)
{
    json_t *but = json_pack("[s, s]", "1", "3");
    add("1", "p", 5);
    add("2", "p", 5);
    cr_assert_eq(spread_history_sum_up(&history, "a/8/1/glibc/heap-stack", but, &known), 0);
    cr_expect_eq(known.runs, 1);
    add("2", "p", 6); /* again: in place of the first */
    cr_assert_eq(of_all(), 0);
    cr_expect_eq(known.runs, 2);
    json_decref(but);
}

Test(spread_history, old_runs_are_forgotten)
{
    char name[8];
    for (int i = 0; i < 2 * SPREAD_RUNS_KEPT; i++) {
        snprintf(name, sizeof name, "%d", i);
        add(name, "p", i);
    }
    cr_assert_eq(of_all(), 0);
    cr_expect_eq(known.runs, SPREAD_RUNS_KEPT);
}

Test(spread_history, a_case_without_figures_is_not_kept)
{
    struct spread_seen seen = { .run = "1", .program = "", .workers = 5, .sd = NAN, .time = 1 };
    cr_expect_eq(spread_history_add(&history, "b", &seen), 0);
    cr_expect_eq(spread_history_sum_up(&history, "b", NULL, &known), -ENOENT);
}

Test(spread_history, it_is_saved_and_belongs_to_a_cpu)
{
    char folder[SCRATCH_MAX], path[PATH_MAX];
    scratch_make(folder);
    cr_assert_eq(spread_history_path("box", path, sizeof path), 0);
    add("1", "p", 5);
    cr_assert_eq(spread_history_save(&history, path, "this CPU"), 0);
    spread_history_free(&history);
    cr_assert_eq(spread_history_load(&history, path, "another CPU"), 0);
    cr_expect_eq(of_all(), -ENOENT);
    spread_history_free(&history);
    cr_assert_eq(spread_history_load(&history, path, "this CPU"), 0);
    cr_expect_eq(of_all(), 0);
    cr_expect_eq(unlink(path), 0);
    spread_history_free(&history);
    cr_expect_eq(spread_history_load(&history, path, "this CPU"), 0);
    cr_expect_eq(of_all(), -ENOENT);
    scratch_remove(folder);
}

/* A host that is renamed has the history that it had, and each kind of core has one. */
Test(spread_history, it_belongs_to_a_machine_and_a_kind_of_core)
{
    struct spread_place one, same, strong, weak;
    cr_assert_eq(setenv("XDG_STATE_HOME", "/nonexistent", 1), 0);
    cr_assert_eq(setenv("ESCAPEBENCH_MACHINE", "lab 7", 1), 0);
    struct spread_place *places[] = { &one, &same, &strong, &weak };
    const char *kinds[] = { NULL, "", "CoreType=IntelCore", "CoreType=IntelAtom" };
    for (size_t i = 0; i < 4; i++) {
        spread_history_free(&history);
        cr_assert_eq(spread_history_open(&history, kinds[i], places[i]), 0);
    }
    cr_expect_str_eq(one.path, "/nonexistent/escapebench/lab_7.spreads.json");
    cr_expect_str_eq(same.path, one.path);
    cr_expect_str_neq(strong.path, one.path);
    cr_expect_str_neq(strong.path, weak.path);
}

Test(spread_history, a_fifo_in_its_place_is_not_waited_for, .timeout = 10)
{
    char folder[SCRATCH_MAX], path[2 * SCRATCH_MAX];
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/fifo", folder);
    cr_assert_eq(mkfifo(path, 0600), 0);
    spread_history_free(&history);
    cr_expect_eq(spread_history_load(&history, path, "a CPU"), 0);
    cr_expect_eq(json_object_size(history.cases), 0);
    scratch_remove(folder);
}

/* A file that another program wrote is ignored, and nothing crashes. */
Test(spread_history, odd_entries_do_not_count)
{
    json_object_set_new(history.cases, "a/8/1/glibc/heap-stack",
                        json_pack("[i, s, {s:s}, {s:i, s:f}]", 7, "x", "workers", "many", "workers",
                                  5, "sd", -1.0));
    cr_expect_eq(of_all(), -ENOENT);
    json_object_set_new(history.cases, "a/8/1/glibc/heap-stack", json_string("runs"));
    cr_expect_eq(of_all(), -ENOENT);
}
