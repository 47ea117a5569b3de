/* SPDX-License-Identifier: MIT */
#include "harness/sampling/quiet_state.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct quiet_state known = { .cycle_ns = 0.29, .cycles_per_slot = 0.157 };

static const char *fresh_path(void)
{
    static char path[128];
    char folder[] = "/tmp/escapebench-state-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/deep/er/machine.json", folder);
    return path;
}

Test(state, comes_back_as_it_was_saved)
{
    const char *path = fresh_path();
    struct quiet_state state;
    int misses;
    cr_assert_eq(quiet_state_save(path, "Some CPU", &known, 0), 0);
    cr_assert_eq(quiet_state_load(path, "Some CPU", &state, &misses), 0);
    cr_expect_eq(state.cycle_ns, known.cycle_ns);
    cr_expect_eq(state.cycles_per_slot, known.cycles_per_slot);
}

Test(state, of_another_cpu_or_broken_counts_as_absent)
{
    const char *path = fresh_path();
    struct quiet_state state;
    int misses;
    cr_expect_eq(quiet_state_load(path, "Some CPU", &state, &misses), -ENOENT);
    cr_assert_eq(quiet_state_save(path, "Some CPU", &known, 0), 0);
    cr_expect_eq(quiet_state_load(path, "Other CPU", &state, &misses), -ENOENT);
    FILE *file = fopen(path, "w");
    fputs("{\"cpu\": \"Some CPU\", \"cycle_ns\":", file);
    fclose(file);
    cr_expect_eq(quiet_state_load(path, "Some CPU", &state, &misses), -ENOENT);
}

Test(state, that_three_runs_missed_is_forgotten)
{
    const char *path = fresh_path();
    struct quiet_state state;
    int misses;
    cr_assert_eq(quiet_state_save(path, "Some CPU", &known, QUIET_STATE_MISSES - 1), 0);
    cr_assert_eq(quiet_state_load(path, "Some CPU", &state, &misses), 0);
    cr_expect_eq(misses, QUIET_STATE_MISSES - 1);
    cr_assert_eq(quiet_state_save(path, "Some CPU", &known, QUIET_STATE_MISSES), 0);
    cr_expect_eq(quiet_state_load(path, "Some CPU", &state, &misses), -ENOENT);
    cr_expect_eq(quiet_state_save(path, "Some CPU", &known, QUIET_STATE_MISSES), 0,
                 "again is fine");
}

Test(state, merging_keeps_the_clock_and_the_better_rate)
{
    struct quiet_state better = { .cycle_ns = 0.4, .cycles_per_slot = 0.15 };
    struct quiet_state worse = { .cycle_ns = 0.2, .cycles_per_slot = 0.3 };
    cr_expect_eq(quiet_state_merge(&known, &better).cycle_ns, known.cycle_ns);
    cr_expect_eq(quiet_state_merge(&known, &better).cycles_per_slot, 0.15);
    cr_expect_eq(quiet_state_merge(&known, &worse).cycles_per_slot, known.cycles_per_slot);
}

Test(state, path_follows_xdg)
{
    char path[128];
    setenv("XDG_STATE_HOME", "/x", 1);
    cr_assert_eq(quiet_state_path("m", path, sizeof path), 0);
    cr_expect_str_eq(path, "/x/escapebench/m.json");
    setenv("XDG_STATE_HOME", "relative", 1); /* the specification ignores those */
    setenv("HOME", "/h", 1);
    cr_assert_eq(quiet_state_path("m", path, sizeof path), 0);
    cr_expect_str_eq(path, "/h/.local/state/escapebench/m.json");
    unsetenv("HOME");
    cr_expect_eq(quiet_state_path("m", path, sizeof path), -ENOENT);
    cr_expect_eq(quiet_state_path("m", path, 3), -ENOENT);
}
