/* SPDX-License-Identifier: MIT */
#include "harness/machine/facts.h"
#include "harness/run/quiet_search.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct machine machine;
static struct worker_pool pool;
static struct run_case one;
static struct run run;
static struct quiet_search search;
static char folder[SCRATCH_MAX], host[128], cpu[256], path[PATH_MAX];

static void set_up(void)
{
    scratch_make(folder);
    setenv("ESCAPEBENCH_MACHINE", "test", 1);
    facts_machine_identity(host, sizeof host);
    cr_assert_eq(quiet_state_path(host, path, sizeof path), 0);
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(worker_pool_open(&pool, &machine, PROGRAM), 0);
    run_open(&run, &(struct run_settings){ 0 }, &pool, NULL);
    run.cases = &one;
    run.case_count = 1;
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &run.settings.pu), 0);
    facts_cpu_identity(machine_os_index(&machine, run.settings.pu), cpu, sizeof cpu);
}

static void tear_down(void)
{
    worker_pool_close(&pool);
    machine_close(&machine);
    scratch_remove(folder);
}

TestSuite(quiet_search, .init = set_up, .fini = tear_down);

static int stored(struct quiet_record *record)
{
    char why[512];
    return quiet_state_load(path, cpu, record, why, sizeof why);
}

static int is_measured_design(void)
{
    struct core_design design;
    facts_core_design(machine_os_index(&machine, run.settings.pu), &design);
    const struct known_core *core = known_core_find(&design);
    return core && core->high > 0;
}

Test(quiet_search, a_stored_clock_is_gone_by)
{
    const struct quiet_record known = { .state = { .cycle_ns = 0.5, .cycles_per_slot = 0.021 },
                                        .misses = 1 };
    cr_assert_eq(quiet_state_save(path, cpu, &known), 0);
    cr_assert_eq(quiet_search_find(&search, &run), 0);
    cr_expect_eq(run.quiet_state.cycle_ns, known.state.cycle_ns);
    cr_expect_eq(search.record.misses, 1);
    cr_expect_eq(search.guessed, 0);
    cr_expect_str_eq(search.file, path);
    if (is_measured_design()) /* no core of the design has such a rate, so it was not learned here
                               */
        cr_expect_not_null(strstr(search.remark, "compared with the known rate"), "%s",
                           search.remark);
    else
        cr_expect_eq(run.quiet_state.cycles_per_slot, known.state.cycles_per_slot);
}

Test(quiet_search, without_one_it_is_what_a_probe_sees_or_the_design_says)
{
    cr_assert_eq(quiet_search_find(&search, &run), 0);
    cr_expect(run.quiet_state.cycle_ns > 0 && run.quiet_state.cycles_per_slot > 0);
    if (is_measured_design()) {
        cr_expect_not_null(run_quiet_confirmed(&run));
        cr_expect_eq(search.guessed, 0);
    }
    cr_expect_eq(!run_quiet_confirmed(&run), strstr(search.remark, "is not confirmed") != NULL);
}

Test(quiet_search, what_is_refused_is_named_and_learned_anew)
{
    const struct quiet_record wrong = { .state = { .cycle_ns = 3141.6, .cycles_per_slot = 0.3 } };
    struct quiet_record record;
    cr_assert_eq(quiet_state_save(path, cpu, &wrong), 0);
    cr_assert_eq(quiet_search_find(&search, &run), 0);
    cr_expect_not_null(strstr(search.remark, "refused and found anew"), "%s", search.remark);
    cr_expect_lt(run.quiet_state.cycle_ns, 100);
    search.guessed = 0;
    one.turns_kept = one.turns_total = 10;
    quiet_search_keep(&search, &run);
    cr_expect_eq(stored(&record), 0);
    cr_expect_eq(record.state.cycle_ns, run.quiet_state.cycle_ns);
}

/* A core of a design that is not in the table: nothing confirms what one run learned. */
Test(quiet_search, what_nothing_confirms_has_no_verdict)
{
    run.quiet_state = (struct quiet_state){ .cycle_ns = 0.3, .cycles_per_slot = 0.3 };
    cr_expect_null(run_quiet_confirmed(&run));
    run.quiet_agreed = 1;
    cr_expect_str_eq(run_quiet_confirmed(&run), "earlier runs on this machine");
    run.quiet_agreed = 0;
    run.quiet_bounds = (struct quiet_bounds){ .high = 0.4 };
    cr_expect_str_eq(run_quiet_confirmed(&run), "the size of the reorder buffer");
    run.quiet_bounds = (struct quiet_bounds){ 0.29, 0.31, 1, 0 };
    cr_expect_str_eq(run_quiet_confirmed(&run), "measured on cores of this design");
    run.quiet_state.cycles_per_slot = 0.6;
    cr_expect_null(run_quiet_confirmed(&run), "half of the buffer");
}

static void keep(const struct quiet_state *state)
{
    snprintf(search.file, sizeof search.file, "%s", path);
    snprintf(search.cpu, sizeof search.cpu, "%s", cpu);
    run.quiet_state = *state;
    quiet_search_keep(&search, &run);
}

/* A library that is no allocator, say, fails every case of a run. */
Test(quiet_search, runs_without_a_turn_do_not_remove_the_state)
{
    const struct quiet_state state = { .cycle_ns = 0.25, .cycles_per_slot = 0.3 };
    struct quiet_record read;
    one.turns_kept = one.turns_total = 10;
    keep(&state);
    cr_assert_eq(stored(&read), 0);
    one.turns_kept = one.turns_total = 0;
    for (int i = 0; i < QUIET_STATE_MISSES; i++)
        keep(&state);
    cr_expect_eq(stored(&read), 0);
    one.turns_total = 10;
    for (int i = 0; i < QUIET_STATE_MISSES; i++)
        keep(&state);
    cr_expect_neq(stored(&read), 0, "no quiet turn in %d runs", QUIET_STATE_MISSES);
}

Test(quiet_search, a_guess_is_not_kept)
{
    struct quiet_record read;
    search.guessed = 0.3;
    one.turns_kept = one.turns_total = 10;
    keep(&(struct quiet_state){ .cycle_ns = 0.25, .cycles_per_slot = 0.3 });
    cr_expect_neq(stored(&read), 0);
    keep(&(struct quiet_state){ .cycle_ns = 0.25, .cycles_per_slot = 0.2 }); /* a quiet core */
    cr_assert_eq(stored(&read), 0);
    cr_expect_eq(read.state.cycles_per_slot, 0.2);
    cr_expect_eq(read.agreeing, 1);
}

/* The quiet state of a busy core: what was dropped is faster than what was kept. */
Test(quiet_search, what_the_control_contradicts_is_forgotten)
{
    struct quiet_record read;
    const struct quiet_state wrong = { .cycle_ns = 0.25, .cycles_per_slot = 0.4 };
    one.turns_kept = one.turns_total = 10;
    run.quiet_bounds = quiet_bounds_alone(0.4);
    keep(&wrong);
    cr_assert_eq(stored(&read), 0);
    run.control.ratio = 0.7;
    cr_expect_null(run_quiet_confirmed(&run));
    keep(&wrong);
    cr_expect_not_null(strstr(search.remark, "the quiet state is wrong"), "%s", search.remark);
    cr_expect_eq(stored(&read), -ENOENT);
    run.control.ratio = 1.3;
    cr_expect_not_null(run_quiet_confirmed(&run));
}

/* A state that one run confirmed is confirmed for the next. */
Test(quiet_search, a_confirmed_state_is_kept_as_such)
{
    struct quiet_record read;
    one.turns_kept = one.turns_total = 10;
    run.quiet_bounds = quiet_bounds_alone(0.2);
    keep(&(struct quiet_state){ .cycle_ns = 0.25, .cycles_per_slot = 0.2 });
    cr_assert_eq(stored(&read), 0);
    cr_expect(quiet_state_is_confirmed(&read));
    if (is_measured_design())
        return; /* which has its own rates */
    cr_assert_eq(quiet_search_find(&search, &run), 0);
    cr_expect(run.quiet_state.cycles_per_slot < 0.2 || run_quiet_confirmed(&run));
}

Test(quiet_search, one_that_runs_miss_is_forgotten)
{
    const struct quiet_state state = { .cycle_ns = 0.25, .cycles_per_slot = 0.3 };
    struct quiet_record read;
    one.turns_total = 10;
    for (int i = 1; i < QUIET_STATE_MISSES; i++) {
        keep(&state);
        cr_assert_eq(stored(&read), 0);
        cr_expect_eq(read.misses, i);
        cr_expect_str_eq(search.remark, "");
    }
    keep(&state);
    cr_expect_not_null(strstr(search.remark, "finds a new quiet state"), "%s", search.remark);
    cr_expect_neq(stored(&read), 0);
}
