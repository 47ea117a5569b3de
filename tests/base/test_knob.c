/* SPDX-License-Identifier: MIT */
#include "harness/base/knob.h"
#include "tests/support/tree.h"

#include <criterion/criterion.h>
#include <errno.h>

static char root[64];

static void set_up(void)
{
    tree_make("bare", root);
}

static void tear_down(void)
{
    tree_remove(root);
}

TestSuite(knob, .init = set_up, .fini = tear_down);

Test(knob, a_value_is_that_of_the_whole_key)
{
    char value[64];
    tree_set(root, "/a", "oom_kill_disable 1");
    tree_add(root, "/a", "oom_kill 3");
    tree_add(root, "/a", "model name\t: Some CPU");
    tree_add(root, "/a", "NAME=\"Debian 12\"");
    tree_add(root, "/a", "NAME=second");
    cr_expect_eq(knob_value(root, "/a", "oom_kill", value, sizeof value), 0);
    cr_expect_str_eq(value, "3");
    cr_expect_eq(knob_value(root, "/a", "model name", value, sizeof value), 0);
    cr_expect_str_eq(value, "Some CPU");
    cr_expect_eq(knob_value(root, "/a", "NAME", value, sizeof value), 0);
    cr_expect_str_eq(value, "Debian 12", "the first line of that key");
    cr_expect_eq(knob_value(root, "/a", "oom", value, sizeof value), -ENOENT);
    cr_expect_str_empty(value);
    cr_expect_eq(knob_value(root, "/none", "oom_kill", value, sizeof value), -ENOENT);
}

Test(knob, a_number_or_what_stands_for_none)
{
    tree_set(root, "/n", "42");
    tree_set(root, "/word", "performance");
    cr_expect_eq(knob_number(root, -1, "/%s", "n"), 42);
    cr_expect_eq(knob_number(root, -1, "/%s", "word"), -1);
    cr_expect_eq(knob_number(root, -1, "/%s", "none"), -1);
}

Test(knob, the_first_line_comes_without_its_end)
{
    char line[16] = "before";
    tree_set(root, "/file", "first");
    tree_add(root, "/file", "second");
    cr_assert_eq(knob_read(root, line, sizeof line, "/%s", "file"), 0);
    cr_expect_str_eq(line, "first");
    cr_expect_eq(knob_read(root, line, sizeof line, "/none"), -ENOENT);
    cr_expect_str_eq(line, "");
    cr_expect_eq(knob_read("", line, sizeof line, "/dev/null"), -ENODATA);
}

Test(knob, lines_come_one_by_one_without_their_ends)
{
    char line[64];
    FILE *file = NULL;
    tree_set(root, "/lines", "first");
    tree_add(root, "/lines", "");
    tree_add(root, "/lines", "third");
    static const char *const wanted[] = { "first", "", "third" };
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(knob_next(root, "/lines", &file, line, sizeof line), 1);
        cr_expect_str_eq(line, wanted[i]);
    }
    cr_expect_eq(knob_next(root, "/lines", &file, line, sizeof line), 0);
    cr_expect_null(file);
    cr_expect_eq(knob_next(root, "/none", &file, line, sizeof line), 0);
}

Test(knob, lists_of_cpus)
{
    cr_assert_eq(knob_list_has("2-5,8", 4), 1);
    cr_assert_eq(knob_list_has("2-5,8", 8), 1);
    cr_assert_eq(knob_list_has("2-5,8", 6), 0);
    cr_assert_eq(knob_list_has("", 0), 0);
    cr_assert_eq(knob_list_has("(null)", 0), 0);
    cr_assert_eq(knob_list_has("0-3", -1), 0);
    cr_assert_eq(knob_list_count("0-3,7"), 5);
    cr_assert_eq(knob_list_count(""), 0);
    cr_assert_eq(knob_list_other("2,6", 2), 6);
    cr_assert_eq(knob_list_other("3", 3), -1);
    cr_assert_eq(knob_list_other("", 3), -1);
}
