/* SPDX-License-Identifier: MIT */
#include "harness/machine/facts.h"
#include "harness/run/quiet_search.h"
#include "harness/sampling/quiet_state.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <string.h>

static struct machine machine;
static struct worker_pool pool;
static struct run_case one;
static struct run run;
static char folder[SCRATCH_MAX], host[128], cpu[256], path[PATH_MAX];

static void set_up(void)
{
    scratch_make(folder);
    facts_host_name(host, sizeof host);
    facts_cpu_identity(cpu, sizeof cpu);
    cr_assert_eq(quiet_state_path(host, path, sizeof path), 0);
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, PROGRAM), 0);
    run = (struct run){ .pool = &pool, .cases = &one, .case_count = 1 };
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &run.settings.pu), 0);
}

static void tear_down(void)
{
    worker_pool_close(&pool);
    machine_close(&machine);
    scratch_remove(folder);
}

TestSuite(quiet_search, .init = set_up, .fini = tear_down);

static int stored(struct quiet_state *state, int *misses)
{
    return quiet_state_load(path, cpu, state, misses);
}

Test(quiet_search, a_stored_clock_is_gone_by)
{
    const struct quiet_state known = { .cycle_ns = 0.5, .cycles_per_slot = 1e-6 };
    struct quiet_search state;
    cr_assert_eq(quiet_state_save(path, cpu, &known, 1), 0);
    cr_assert_eq(quiet_search_find(&state, &run), 0);
    cr_expect_eq(run.quiet_state.cycle_ns, known.cycle_ns);
    cr_expect_eq(run.quiet_state.cycles_per_slot, known.cycles_per_slot, "no core is as good");
    cr_expect_eq(state.misses, 1);
    cr_expect_eq(state.guessed, 0);
    cr_expect_str_eq(state.file, path);
}

Test(quiet_search, without_one_it_is_what_a_probe_sees)
{
    struct quiet_search state;
    cr_assert_eq(quiet_search_find(&state, &run), 0);
    cr_expect(run.quiet_state.cycle_ns > 0 && run.quiet_state.cycles_per_slot > 0);
    cr_expect(state.guessed == 0 || state.guessed == run.quiet_state.cycles_per_slot);
    cr_expect_eq(state.guessed > 0, strstr(state.remark, "no core was quiet") != NULL);
}

Test(quiet_search, a_guess_is_not_kept)
{
    struct quiet_search state = { .guessed = 0.3 };
    struct quiet_state read;
    int misses;
    snprintf(state.file, sizeof state.file, "%s", path);
    snprintf(state.cpu, sizeof state.cpu, "%s", cpu);
    run.quiet_state = (struct quiet_state){ .cycle_ns = 0.25, .cycles_per_slot = 0.3 };
    one.turns_kept = 10;
    quiet_search_keep(&state, &run);
    cr_expect_neq(stored(&read, &misses), 0);
    run.quiet_state.cycles_per_slot = 0.2; /* the run has seen a quiet core */
    quiet_search_keep(&state, &run);
    cr_assert_eq(stored(&read, &misses), 0);
    cr_expect_eq(read.cycles_per_slot, 0.2);
}

Test(quiet_search, one_that_runs_miss_is_forgotten)
{
    struct quiet_search state = { 0 };
    struct quiet_state read;
    int misses;
    snprintf(state.file, sizeof state.file, "%s", path);
    snprintf(state.cpu, sizeof state.cpu, "%s", cpu);
    run.quiet_state = (struct quiet_state){ .cycle_ns = 0.25, .cycles_per_slot = 0.3 };
    for (int i = 1; i < QUIET_STATE_MISSES; i++) {
        quiet_search_keep(&state, &run);
        cr_assert_eq(stored(&read, &misses), 0);
        cr_expect_eq(misses, i);
        cr_expect_str_eq(state.remark, "");
    }
    quiet_search_keep(&state, &run);
    cr_expect_not_null(strstr(state.remark, "learns the best state anew"), "%s", state.remark);
    cr_expect_neq(stored(&read, &misses), 0);
}
