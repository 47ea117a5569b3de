/* SPDX-License-Identifier: MIT
 *
 * Run folders in which somebody planted something: FIFOs, and text that a terminal would
 * obey.
 */
#include "tests/support/program.h"

static void measure(void)
{
    program_set_up();
    cr_assert_eq(shell("$P run nothing -a $A -e quick --counters none --max-time 60 --precision "
                       "1000 -q -o r && $P "
                       "history add -d h r"),
                 0, "%s", output);
}

TestSuite(planted, .init = measure, .fini = program_tear_down, .timeout = 60);

static const char *const readers[] = {
    "show",
    "show --rows",
    "compare o",
    "export --format gobench",
    "export --format gbench",
    "history add -d g",
    "run --resume",
};

static void expect_of_all(int status, const char *word)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        cr_expect_eq(shell("timeout 20 $P %s r </dev/null", readers[i]), status, "%s: %s",
                     readers[i], output);
        cr_expect_null(strchr(output, '\033'), "%s: %s", readers[i], output);
        SAYS(word);
    }
}

Test(planted, a_fifo_in_a_run_makes_no_reader_wait)
{
    cr_assert_eq(shell("cp -r r o && rm r/comparison.csv && mkfifo r/comparison.csv && cp -r r q"),
                 0, "%s", output);
    for (size_t i = 0; i + 1 < sizeof readers / sizeof *readers; i++) {
        cr_expect_eq(shell("timeout 20 $P %s r", readers[i]), 2, "%s: %s", readers[i], output);
        SAYS("r/comparison.csv: not a regular file");
    }
    cr_assert_eq(shell("rm -r r && cp -r o r && rm r/machine.json && mkfifo r/machine.json"), 0);
    expect_of_all(2, "r/machine.json: ");
    cr_assert_eq(shell("rm -r r && cp -r o r && rm r/samples.csv && mkfifo r/samples.csv"), 0);
    cr_expect_eq(shell("timeout 20 $P compare o r"), 2);
    SAYS("r/samples.csv: not a regular file");
    cr_expect_eq(shell("timeout 20 $P run --resume r -q"), 2);
    SAYS("r/samples.csv: not a regular file");
    cr_assert_eq(shell("for f in h/*/*.facts.csv; do rm $f; mkfifo $f; done"), 0);
    cr_expect_eq(shell("timeout 20 $P history page -d h"), 2);
    SAYS("not a regular file");
}

/* bash's <(command) is a pipe, and typed by the user. */
Test(planted, a_pipe_that_is_typed_is_read)
{
    cr_expect_eq(shell("bash -c '$P show --rows <(cat r/comparison.csv)'"), 0, "%s", output);
    SAYS("nothing");
}

Test(planted, what_a_terminal_would_obey_is_not_printed)
{
    cr_assert_eq(shell("cp -r r o && sed -i 's/^nothing,/\033[31mno,/' r/comparison.csv"), 0);
    for (size_t i = 0; i < 5; i++) {
        cr_expect_eq(shell("$P %s r", readers[i]), 2, "%s: %s", readers[i], output);
        cr_expect_null(strchr(output, '\033'), "%s: %s", readers[i], output);
        SAYS("scenario has a control character");
    }
    cr_assert_eq(
        shell("rm -r r && cp -r o r && sed -i 's/\"host\": \"/&\\\\u001b[31m/; s/\"name\": "
              "\"/&\\\\u001b[31m/' r/machine.json && grep -q u001b r/machine.json"),
        0);
    for (size_t i = 0; i < 5; i++) {
        cr_expect_eq(shell("$P %s r", readers[i]) & ~5, 0, "%s: %s", readers[i], output);
        cr_expect_null(strchr(output, '\033'), "%s: %s", readers[i], output);
    }
}
