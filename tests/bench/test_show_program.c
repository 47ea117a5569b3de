/* SPDX-License-Identifier: MIT
 *
 * `escapebench show` of stored runs: the exact text, for terminals of all widths, locales, and
 * pipes.
 */
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define RIGOROUS "results/reference/2026-11-27-epyc-rigorous"
#define GO       "results/reference/2026-11-28-xeon-go"

static char output[1 << 20];

static void set_up(void)
{
    cr_assert_eq(chdir(SOURCE_DIR), 0);
    setenv("P", PROGRAM, 1);
    setenv("R", RIGOROUS, 1);
    setenv("COLUMNS", "120", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
}

TestSuite(show_program, .init = set_up);

#define shell(...) shell_run(output, sizeof output, __VA_ARGS__)
#define SAYS(text) cr_expect_not_null(strstr(output, text), "no '%s' in: %s", text, output)

static size_t count_lines(void)
{
    size_t lines = 0;
    for (const char *c = output; *c; c++)
        lines += *c == '\n';
    return lines;
}

/* Columns of the widest line: bytes that begin a character. */
static size_t find_width(void)
{
    size_t widest = 0, width = 0;
    for (const char *c = output; *c; c++) {
        width = *c == '\n' ? 0 : width + ((*c & 0xc0) != 0x80);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static int is_ascii(void)
{
    for (const char *c = output; *c; c++)
        if (*c & 0x80)
            return 0;
    return 1;
}

Test(show_program, the_stored_run_word_for_word)
{
    cr_expect_eq(shell("$P show $R >/tmp/show.$$; diff " RIGOROUS
                       "/screen.txt /tmp/show.$$; s=$?; rm /tmp/show.$$; exit $s"),
                 0, "%s", output);
}

Test(show_program, a_quiet_state_in_doubt_is_in_the_header)
{
    cr_expect_eq(shell("$P show " GO), 0, "%s", output);
    cr_expect_null(strstr(output, "not confirmed"), "%s", output);
    cr_expect_eq(shell("d=$(mktemp -d); cp -r " GO " $d/run; "
                       "sed -i 's/\"confirmed_by\": \"[^\"]*\"/\"confirmed_by\": null/' "
                       "$d/run/machine.json; COLUMNS=400 $P show $d/run; s=$?; rm -r $d; exit $s"),
                 0, "%s", output);
    SAYS("the quiet state is not confirmed, so that times have no verdict\n");
}

/* README.md's screen is what the command in its first lines prints. */
Test(show_program, the_screen_of_the_readme)
{
    cr_expect_eq(shell("sed -n '/^```text$/,/^```$/p' README.md | sed '1d;$d' >/tmp/readme.$$; "
                       "sed -n '/^\\$ /,/[^\\\\]$/p' /tmp/readme.$$ >/tmp/command.$$; "
                       "sed \"1,$(wc -l </tmp/command.$$)d\" /tmp/readme.$$ >/tmp/screen.$$; "
                       "escapebench() { \"$P\" \"$@\"; }; "
                       "eval \"$(sed 's/^\\$ //' /tmp/command.$$)\" | diff /tmp/screen.$$ -; s=$?; "
                       "rm /tmp/readme.$$ /tmp/command.$$ /tmp/screen.$$; exit $s"),
                 0, "%s", output);
    cr_expect_eq(shell("test $(wc -l <README.md) -le 120"), 0, "README.md has five minutes");
}

Test(show_program, one_screen_of_the_whole_catalogue)
{
    cr_assert_eq(shell("$P show $R"), 0);
    cr_expect_leq(count_lines(), 70);
    cr_expect_leq(find_width(), 120);
    SAYS("boehm");
}

/* A run with one size and several live sets: no sentence of growth with the size. */
Test(show_program, growth_is_told_between_two_sizes_only)
{
    cr_assert_eq(shell("$P show results/reference/2026-11-27-epyc-live"), 0);
    cr_expect_null(strstr(output, "the cost goes from"), "%s", output);
}

Test(show_program, a_narrow_terminal_drops_columns_and_says_which)
{
    static const int widths[] = { 80, 90, 100, 119 };
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        cr_assert_eq(shell("COLUMNS=%d $P show $R", widths[i]), 0);
        cr_expect_leq(find_width(), (size_t) widths[i], "%d columns", widths[i]);
    }
    cr_assert_eq(shell("COLUMNS=80 $P show $R"), 0);
    SAYS("Not shown at this width: mimalloc, tcmalloc, boehm\n");
}

/* The sign of an interval depends on the encoding that the locale names. */
Test(show_program, words_for_any_terminal)
{
    static const struct {
        const char *environment;
        int ascii;
    } places[] = {
        { "LC_ALL=C.UTF-8", 0 },
        { "LC_ALL= LANG=C", 0 }, /* no encoding chosen, and C.UTF-8 exists */
        { "LC_ALL= LC_CTYPE= LANG=", 0 },
        { "LC_ALL=de_DE.ISO-8859-1", 1 },
        { "LC_ALL=en_US.ISO-8859-15@euro", 1 },
        { "LC_ALL= LANG=C LOCPATH=/nonexistent", -1 }, /* glibc >= 2.35 has it built in */
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        cr_assert_eq(shell("TERM=dumb %s $P show $R", places[i].environment), 0, "%s", output);
        if (places[i].ascii >= 0)
            cr_expect_eq(is_ascii(), places[i].ascii, "%s", places[i].environment);
        cr_expect_null(strstr(output, "\\x"), "%s", places[i].environment);
        cr_expect_null(strchr(output, '\033'), "%s", places[i].environment);
        SAYS(is_ascii() ? "8.45 +-0.04" : "8.45 ±0.04");
    }
}

Test(show_program, rows_ladder_leaks_and_why)
{
    cr_assert_eq(shell("$P show $R closure_by_value --rows"), 0);
    SAYS("closure_by_value 16 B glibc    heap        3.52   +7.38 +7.35 … +7.42  3.10      1    16 "
         " 4444/5842 slower\n");
    cr_expect_eq(count_lines(), 1 + 5);
    cr_assert_eq(shell("$P show $R closure_by_value --ladder"), 0);
    SAYS("closure_by_value 16 B glibc        3.52 +3.80 ±0.01 +0.55 ±0.02   +3.1 ±0.1 +7.38 "
         "±0.04\n");
    cr_assert_eq(shell("$P show $R substring --leaks"), 0);
    SAYS("substring 1 KiB glibc         1         24       1032    +1008");
}

/* --why prints the reason and the help at any width. */
Test(show_program, why_says_what_is_missing_and_what_helps)
{
    cr_assert_eq(shell("$P show $R --why"), 0);
    SAYS("explicit_limit 10 MiB+1 tcmalloc heap    -4035 ±4926 unresolved after ");
    SAYS("\n\nUnresolved: more workers: run --resume; or be content with the interval\n");
    cr_expect_eq(count_lines(), 1 + 3 + 2);
    cr_expect_null(strstr(output, "e+0"), "bytes are told in KiB and MiB");
    cr_assert_eq(
        shell("f=$(mktemp -d) && awk 'BEGIN { FS = OFS = \",\" } "
              "/^new_user,.*,go1.27,heap,stack,time,/ { $18 = \"no-verdict\"; $20 = 8; $21 = 64; "
              "$22 = \"too few quiet turns: 8 of 64 kept\" } 1' " GO "/comparison.csv "
              ">$f/comparison.csv; COLUMNS=80 $P show $f --why; rm -r $f"),
        0);
    cr_expect_leq(find_width(), 80);
    SAYS("new_user                   32 B go1.27 heap    too few quiet turns (8 of 64)");
    SAYS("Too few quiet turns: a quieter core");
    cr_assert_eq(shell("$P show $R --why closure_by_value"), 0);
    cr_expect_str_eq(output, "No verdict is missing.\n");
    cr_assert_eq(shell("$P show $R --leaks closure_by_value"), 0);
    cr_expect_str_eq(output, "None of these scenarios is about a leak.\n");
}

/* Figures are never cut off, nor is the verdict. */
Test(show_program, a_narrow_view_says_what_it_leaves_out)
{
    cr_assert_eq(shell("COLUMNS=80 $P show $R --rows"), 0);
    cr_expect_leq(find_width(), 80);
    SAYS(" slower\n");
    SAYS("Not shown at this width: 95 % interval, ratio, allocs, bytes, kept turns\n");
    cr_assert_eq(shell("COLUMNS=80 $P show $R --ladder"), 0);
    cr_expect_leq(find_width(), 80);
    SAYS("inlined_pointer          8 B glibc      +4.89  +0.55     +3.0     +8.40 ±0.02\n");
    SAYS("± of reused, ± of bump");
}

Test(show_program, without_a_terminal_paragraphs_have_lines)
{
    cr_assert_eq(shell("unset COLUMNS; $P show $R | grep -v '  '"), 0);
    cr_expect_leq(find_width(), 80);
    cr_assert_eq(shell("unset COLUMNS; $P show " GO ""), 0);
    SAYS(" go1.27\n");
    cr_expect_null(strstr(output, "Not shown"), "a table has no limit there");
}

Test(show_program, formats_for_programs)
{
    cr_assert_eq(shell("$P show $R closure_by_value --format csv"), 0);
    SAYS("group,scenario,size_bytes,live,unit,glibc_baseline,glibc_cost,glibc_half_width,"
         "glibc_verdict,");
    SAYS("\nClosures,closure_by_value,16,1,ns/op,3.52");
    cr_assert_eq(shell("$P show $R closure_by_value substring --format csv | cut -d, -f2,5"), 0);
    cr_expect_str_eq(output, "scenario,unit\nclosure_by_value,ns/op\nsubstring,B/instance\n"
                             "substring,B/instance\n");
    cr_assert_eq(shell("$P show $R closure_by_value --format json"), 0);
    SAYS("\"size_bytes\": 16,");
    cr_assert_eq(shell("$P show $R closure_by_value --format markdown"), 0);
    SAYS("| Closures | closure_by_value | 16 B | 3.52 | 7.38 ±0.04");
}

/* All columns but `origin`, the second. */
Test(show_program, views_for_programs_are_rows_of_the_table)
{
    static const char *const views[] = { "--rows", "--ladder", "--leaks" };
    cr_assert_eq(shell("cut -d, -f1,3- $R/comparison.csv | sort >/tmp/t.$$; echo /tmp/t.$$"), 0);
    output[strcspn(output, "\n")] = '\0';
    setenv("TABLE", output, 1);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        cr_expect_eq(shell("$P show $R %s --format csv | sort | comm -23 - $TABLE", views[i]), 0);
        cr_expect_str_empty(output, "%s has other rows: %s", views[i], output);
        cr_assert_eq(shell("$P show $R %s --format csv | wc -l", views[i]), 0);
        cr_expect_gt(strtol(output, NULL, 10), 100, "%s", views[i]);
    }
    cr_expect_eq(shell("rm $TABLE; $P show $R --why --format json | grep -c '\"help\": '"), 0);
    cr_expect_str_eq(output, "3\n");
}

Test(show_program, refuses_in_one_line)
{
    cr_expect_eq(shell("$P show /nonexistent"), 2);
    SAYS("/nonexistent");
    cr_expect_eq(shell("$P show $R nonesuch"), 2);
    SAYS("no scenario of " RIGOROUS " matches 'nonesuch'");
    cr_expect_eq(shell("$P show $R --format nonesuch"), 2);
    SAYS("unknown format 'nonesuch'");
}

/* Every stored run is read, also those that older programs wrote. */
Test(show_program, all_reference_runs_are_read)
{
    cr_expect_eq(shell("for r in $(find results/reference -name comparison.csv); do "
                       "$P show $r >/dev/null && $P show $r --rows >/dev/null || exit 1; done"),
                 0, "%s", output);
}

/* No lane is left out silently. */
Test(show_program, a_run_of_forty_lanes_has_all_of_them)
{
    cr_assert_eq(shell("d=$(mktemp -d); awk -F, -v OFS=, '{ print } $5 == \"tcmalloc\" { "
                       "for (i = 1; i <= 35; i++) { $5 = \"lane\" i; print } }' "
                       "$R/comparison.csv >$d/comparison.csv; $P show --format csv "
                       "$d/comparison.csv return_pointer; s=$?; rm -r $d; exit $s"),
                 0);
    SAYS("lane35");
}
