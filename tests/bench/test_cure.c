/* SPDX-License-Identifier: MIT */
#include "bench/print/cure.h"

#include <criterion/criterion.h>
#include <string.h>

static char word[CURE_WORD_MAX];

Test(cure, a_plain_path_stays_as_it_is)
{
    cr_expect_str_eq(cure_word("results/latest", word), "results/latest");
    cr_expect_str_eq(cure_word("/var/tmp/a-b_c+1.csv", word), "/var/tmp/a-b_c+1.csv");
}

Test(cure, a_path_that_a_shell_would_change_is_quoted)
{
    cr_expect_str_eq(cure_word("o r", word), "'o r'");
    cr_expect_str_eq(cure_word("$(reboot)", word), "'$(reboot)'");
    cr_expect_str_eq(cure_word("it's", word), "'it'\\''s'");
    cr_expect_str_eq(cure_word("", word), "''");
    cr_expect_str_eq(cure_word("-r", word), "'-r'");
}

Test(cure, a_path_of_quotes_alone_fits)
{
    char path[PATH_MAX];
    memset(path, '\'', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    cr_expect_eq(strlen(cure_word(path, word)), 4 * (sizeof path - 1) + 2);
}

/* `run --resume` takes the folder of a run only. */
Test(cure, a_comparison_csv_is_named_by_its_folder)
{
    cr_expect_str_eq(cure_folder("runs/a/comparison.csv", word), "runs/a");
    cr_expect_str_eq(cure_folder("comparison.csv", word), ".");
    cr_expect_str_eq(cure_folder("/comparison.csv", word), "/");
    cr_expect_str_eq(cure_folder("o r/comparison.csv", word), "'o r'");
    cr_expect_str_eq(cure_folder("runs/a", word), "runs/a");
}
