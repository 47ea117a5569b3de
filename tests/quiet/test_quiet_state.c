/* SPDX-License-Identifier: MIT */
#include "harness/quiet/quiet_state.h"

#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[SCRATCH_MAX];

static void set_up(void)
{
    scratch_make(folder);
}

static void clean_up(void)
{
    scratch_remove(folder);
}

TestSuite(state, .init = set_up, .fini = clean_up);

static const struct quiet_record known = { .state = { .cycle_ns = 0.29, .cycles_per_slot = 0.157 },
                                           .agreeing = 2,
                                           .last = 1000 };
static struct quiet_record found;
static char why[512];

static const char *fresh_path(void)
{
    static char path[128];
    static int count;
    snprintf(path, sizeof path, "%s/deep/%d/machine.json", folder, count++);
    return path;
}

static int load(const char *path)
{
    why[0] = '\0';
    return quiet_state_load(path, "Some CPU", &found, why, sizeof why);
}

static const char *saved(const struct quiet_record *record)
{
    const char *path = fresh_path();
    cr_assert_eq(quiet_state_save(path, "Some CPU", record), 0);
    return path;
}

Test(state, comes_back_as_it_was_saved)
{
    cr_assert_eq(load(saved(&known)), 0, "%s", why);
    cr_expect_eq(found.state.cycle_ns, known.state.cycle_ns);
    cr_expect_eq(found.state.cycles_per_slot, known.state.cycles_per_slot);
    cr_expect_eq(found.agreeing, 2);
    cr_expect_eq(found.last, 1000);
}

Test(state, of_another_cpu_counts_as_absent)
{
    const char *path = fresh_path();
    cr_expect_eq(load(path), -ENOENT);
    cr_assert_eq(quiet_state_save(path, "Other CPU", &known), 0);
    cr_expect_eq(load(path), -ENOENT);
    cr_expect_str_eq(why, "");
}

static void expect_refusal(const char *path, const char *reason)
{
    cr_expect_eq(load(path), -EBADMSG);
    cr_expect_not_null(strstr(why, reason), "no '%s' in: %s", reason, why);
    cr_expect_not_null(strstr(why, path), "the file is named");
    cr_expect_eq(found.state.cycle_ns, 0);
}

static void overwrite(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

Test(state, a_file_that_is_none_of_ours_is_refused_by_name)
{
    const char *path = saved(&known);
    overwrite(path, "{\"cpu\": \"Some CPU\", \"cycle_ns\":");
    expect_refusal(path, "no small file of JSON");
    overwrite(path, "{}");
    expect_refusal(path, "names no CPU");
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 100000; i++)
        fputs("          ", file);
    fclose(file);
    expect_refusal(path, "no small file of JSON");
    unlink(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    expect_refusal(path, "no small file of JSON"); /* and does not wait for a writer */
    cr_expect_eq(quiet_state_save(path, "Some CPU", &known), 0, "it is replaced");
    cr_expect_eq(load(path), 0);
}

static void change(const char *path, const char *from, const char *to)
{
    char text[2048], other[4096];
    FILE *file = fopen(path, "r");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    char *at = strstr(text, from);
    cr_assert_not_null(at, "%s", text);
    snprintf(other, sizeof other, "%.*s%s%s", (int) (at - text), text, to, at + strlen(from));
    overwrite(path, other);
}

Test(state, one_that_was_changed_is_refused)
{
    const char *path = saved(&known);
    change(path, "\"cycle_ns\": 0.", "\"cycle_ns\": 0.5"); /* 0.29 or 0.2899... */
    expect_refusal(path, "changed since");
    path = saved(&known);
    change(path, "\"misses\": 0", "\"misses\": 1");
    expect_refusal(path, "changed since");
}

Test(state, of_an_emulated_core_is_read_back)
{
    struct quiet_record record = { .state = { 2.064, 0.932 } };
    cr_assert_eq(load(saved(&record)), 0, "%s", why);
    cr_expect_eq(found.state.cycle_ns, 2.064);
}

Test(state, values_that_no_core_has_are_refused)
{
    static const struct quiet_state impossible[] = { { 1e3, 0.3 },  { 1e300, 0.3 }, { 0.01, 0.3 },
                                                     { 0.3, 1e-6 }, { 0.3, 1e6 },   { -0.3, 0.3 } };
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        struct quiet_record record = { .state = impossible[i] };
        expect_refusal(saved(&record), "no core has such a clock");
    }
}

Test(state, that_three_runs_missed_is_forgotten)
{
    struct quiet_record record = known;
    record.misses = QUIET_STATE_MISSES - 1;
    const char *path = saved(&record);
    cr_assert_eq(load(path), 0);
    cr_expect_eq(found.misses, QUIET_STATE_MISSES - 1);
    record.misses = QUIET_STATE_MISSES;
    cr_assert_eq(quiet_state_save(path, "Some CPU", &record), 0);
    cr_expect_eq(load(path), -ENOENT);
    cr_expect_eq(quiet_state_save(path, "Some CPU", &record), 0, "again is fine");
}

/* Three runs agree, ten minutes apart. A run that finds a better rate starts a new count. */
Test(state, runs_at_different_times_confirm_or_refute_it)
{
    struct quiet_record record = { 0 };
    struct quiet_state same = { 0.29, 0.3 }, near = { 0.29, 0.303 }, better = { 0.29, 0.16 };
    quiet_state_count(&record, &same, 0, 1000);
    quiet_state_count(&record, &near, 0, 1001);
    quiet_state_count(&record, &same, 0, 1500);
    cr_expect_eq(record.agreeing, 1, "the same moment again");
    quiet_state_count(&record, &same, 0, 1700);
    cr_expect_not(quiet_state_is_confirmed(&record));
    quiet_state_count(&record, &same, 0, 2400);
    cr_expect(quiet_state_is_confirmed(&record));
    quiet_state_count(&record, &better, 0, 3100);
    cr_expect_not(quiet_state_is_confirmed(&record));
    quiet_state_count(&record, &better, 1, 3101);
    cr_expect(quiet_state_is_confirmed(&record), "one run that confirmed it is enough");
    cr_expect_eq(record.state.cycles_per_slot, 0.16);
    quiet_state_count(&record, &same, 0, 3102);
    cr_expect_not(quiet_state_is_confirmed(&record), "another state is not confirmed");
    cr_expect_eq(record.agreeing, 1);
}

Test(state, merging_keeps_the_clock_and_the_better_rate)
{
    struct quiet_state better = { .cycle_ns = 0.4, .cycles_per_slot = 0.15 };
    struct quiet_state worse = { .cycle_ns = 0.2, .cycles_per_slot = 0.3 };
    const struct quiet_state *stored = &known.state;
    cr_expect_eq(quiet_state_merge(stored, &better).cycle_ns, stored->cycle_ns);
    cr_expect_eq(quiet_state_merge(stored, &better).cycles_per_slot, 0.15);
    cr_expect_eq(quiet_state_merge(stored, &worse).cycles_per_slot, stored->cycles_per_slot);
}

Test(state, path_follows_xdg)
{
    char path[128];
    setenv("XDG_STATE_HOME", "/x", 1);
    cr_assert_eq(quiet_state_path("m", path, sizeof path), 0);
    cr_expect_str_eq(path, "/x/escapebench/m.json");
    setenv("XDG_STATE_HOME", "relative", 1); /* the specification says to ignore a relative path */
    setenv("HOME", "/h", 1);
    cr_assert_eq(quiet_state_path("m", path, sizeof path), 0);
    cr_expect_str_eq(path, "/h/.local/state/escapebench/m.json");
    unsetenv("HOME");
    cr_expect_eq(quiet_state_path("m", path, sizeof path), -ENOENT);
    cr_expect_eq(quiet_state_path("m", path, 3), -ENOENT);
}
