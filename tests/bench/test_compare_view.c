/* SPDX-License-Identifier: MIT
 *
 * What `escapebench compare` prints of a table, and in what order, as a user asks for it:
 * --scenario, --only, --sort.
 */
#include "tests/support/program.h"
#include "tests/support/synthetic.h"

/* a: twelve cases. slow: the same, 20 % slower. more: two allocations for one in each. */
static void set_up(void)
{
    static const struct {
        const char *path;
        struct synthetic run;
    } runs[] = {
        { "a", { .seed = 1, .cases = 12 } },
        { "slow", { .seed = 3, .cases = 12, .factor = 1.2 } },
        { "more", { .seed = 9, .cases = 12, .allocs = 2 } },
    };
    program_set_up();
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        synthetic_write(&runs[i].run, runs[i].path);
}

TestSuite(compare_view, .init = set_up, .fini = program_tear_down);

/* The scenarios of the rows that a CSV comparison has, joined by spaces. */
#define NAMES "--format csv | tail -n +2 | cut -d, -f1 | tr '\\n' ' '"

Test(compare_view, globs_choose_scenarios)
{
    EXITS(0, "$P compare a more -m allocs --scenario 'case_1*' --scenario '!case_11' " NAMES);
    cr_expect_str_eq(output, "nothing case_1 case_10 case_12 ");
    EXITS(0, "$P compare a more -m allocs --scenario '!case_1*' " NAMES);
    cr_expect_str_eq(output, "nothing case_2 case_3 case_4 case_5 case_6 case_7 case_8 case_9 ");
}

Test(compare_view, the_control_is_read_whatever_is_named)
{
    EXITS(0, "$P compare a slow --scenario case_1 " NAMES);
    cr_expect_str_eq(output, "nothing case_1 ");
}

Test(compare_view, globs_that_name_nothing_are_named)
{
    EXITS(5, "$P compare a slow --scenario 'nosuch*'");
    SAYS("no case with time in common that --scenario 'nosuch*' names");
}

Test(compare_view, only_some_verdicts_are_printed_and_the_conclusion_is_of_all)
{
    EXITS(0, "$P compare a more -m allocs --only unresolved,failed");
    SAYS("0 of 13 rows are printed, as --only asks; the other lines are about all rows");
    SAYS("100.0 % higher in case_");
    EXITS(0, "$P compare a more -m allocs --only slower " NAMES " | wc -w");
    SAYS("12");
    EXITS(3, "$P compare a more -m allocs --only same --threshold 0"); /* the gate, too */
}

/* "All rows" are a second table only if the first lacks some. */
Test(compare_view, markdown_has_no_row_twice)
{
    EXITS(0,
          "$P compare a more -m allocs --only slower --format markdown | grep -c ^'| case.*slow'");
    SAYS("12");
    EXITS(0, "$P compare a more -m allocs --format markdown | grep '<summary>'");
    SAYS("all 13 rows");
}

Test(compare_view, rows_are_sorted_by_what_is_asked_for)
{
    EXITS(0, "$P compare a slow --sort name " NAMES);
    cr_expect_str_eq(output, "case_1 case_10 case_11 case_12 case_2 case_3 case_4 case_5 case_6 "
                             "case_7 case_8 case_9 nothing ");
    EXITS(
        0,
        "$P compare a slow --sort cost --format csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; "
        "i++) if ($i == \"base_cost\") c = i; next } { if (NR > 2 && $c > last) exit 1; last = $c "
        "} END { print c, NR }'");
    SAYS(" 14");
    EXITS(0, "$P compare a slow --sort change --format csv | awk -F, 'NR == 1 { for (i = 1; i <= "
             "NF; i++) if ($i == \"percent\") c = i; next } { p = $c < 0 ? -$c : $c + 0; if (NR > "
             "2 && p > last) exit 1; last = p } END { print c, NR }'");
    SAYS(" 14");
}

/* script(1) runs the program on a terminal. */
/* A pipe has 80 columns for words; rows stay whole there. */
Test(compare_view, words_are_folded_to_the_terminal_and_in_a_pipe)
{
    if (shell("command -v script") != 0)
        cr_skip_test("needs script, of util-linux");
    EXITS(
        0,
        "script -qec 'stty cols 60; $P compare a slow' /dev/null | awk '/case .*verdict/ { exit } "
        "length($0) > 61 { print; bad = 1 } END { exit bad }'");
    EXITS(0, "unset COLUMNS; $P compare a slow --why >pipe; grep -v / pipe | LC_ALL=C.UTF-8 wc -L");
    cr_expect_leq(atoi(output), 80, "%s", output);
    EXITS(0, "grep -q '^baseline, whichever is larger$' pipe && grep -q '^  BASE: 8 workers' pipe");
    EXITS(0, "grep '^case_1.*slower$' pipe");
}

Test(compare_view, wrong_words_are_status_2)
{
    static const char *const lines[][2] = {
        { "--only fast", "unknown verdict 'fast'; choose from slower, faster, same" },
        { "--only ''", "--only wants a verdict" },
        { "--sort size", "unknown order 'size'; choose cost, change or name" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        EXITS(2, "$P compare a slow %s", lines[i][0]);
        SAYS(lines[i][1]);
    }
}
