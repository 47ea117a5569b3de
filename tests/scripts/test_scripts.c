/* SPDX-License-Identifier: MIT
 *
 * The scripts that call the program many times, and scripts/lab without Slurm. They run no word
 * or file that they read as code, one Ctrl-C ends them, and they work in any folder.
 */
#include "tests/support/shell.h"
#include "tests/support/synthetic.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 16384 };

static char said[TEXT_MAX];
static char folder[SCRATCH_MAX];

#define SAYS(text)  cr_expect(strstr(said, text), "no \"%s\" in: %s", text, said)
#define LACKS(text) cr_expect(!strstr(said, text), "\"%s\" in: %s", text, said)

/* $S: the scripts; $E: evidence; $F: a program that measures nothing: `run` copies a made-up
 * run to where --output says, after a file `slow` a signal must end it; the rest is the program's.
 */
static const char fake[] =
    "cat >fake <<'END' && chmod +x fake\n"
    "#!/bin/bash\n"
    "[ \"$1\" = run ] || exec \"$P\" \"$@\"\n"
    "while [ \"$1\" != --output ]; do [ \"$1\" != --against ] || exit 2; shift; done\n"
    "mkdir -p \"$2\"; cp stored/* \"$2\"\n"
    "echo run >>runs\n"
    "[ ! -e slow ] || { trap 'exit 130' INT; sleep 9 & wait; }\n"
    "END";

static void setup(void)
{
    scratch_make(folder);
    cr_assert_eq(chdir(folder), 0);
    setenv("S", SOURCE_DIR "/scripts", 1);
    setenv("E", SOURCE_DIR "/evidence", 1);
    setenv("P", PROGRAM, 1);
    setenv("F", "./fake", 1);
    unsetenv("SLURM_JOB_ID");
    const struct synthetic stored = { .seed = 1, .cases = 2 };
    synthetic_write(&stored, "stored");
    cr_assert_eq(shell_run(said, TEXT_MAX, "%s", fake), 0, "%s", said);
}

static void teardown(void)
{
    scratch_remove(folder);
}

TestSuite(scripts, .init = setup, .fini = teardown);

#define shell(...) shell_run(said, TEXT_MAX, __VA_ARGS__)

Test(scripts, numbers_are_never_run_as_code)
{
    static const char *const lines[] = {
        "$S/compare-builds -r 'PATH[$(touch ran)]' $F $F",
        "$S/repeatability -n 'PATH[$(touch ran)]' -p $F",
        "$E/false-alarms -n 'PATH[$(touch ran)]' -p $F",
        "$E/planted-regressions -n 'PATH[$(touch ran)]'",
        "$E/first-runs -n 'PATH[$(touch ran)]' -p $F",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_eq(shell("%s", lines[i]), 2, "%s: %s", lines[i], said);
        SAYS("wants a number from 1 to 9999, not 'PATH[$(touch ran)]'");
    }
    cr_expect_eq(shell("$E/first-runs -l '1); import os; os.mkdir(\"ran\"' -p $F"), 2);
    cr_expect_neq(access("ran", F_OK), 0);
}

/* The folder of another user, whose settings would do harm if they were run. */
Test(scripts, the_settings_of_a_lab_are_read_and_never_run)
{
    cr_assert_eq(shell("mkdir lab lab/status lab/log; printf 'a\\tidle\\t\\n' >lab/nodes; "
                       "printf 'a\\t1\\tx/e;touch ran;\\n' >lab/tasks; "
                       "printf '%%s\\n' 'name=lab-1' 'results=$(touch ran)' "
                       "'arguments=x[$(touch ran)]' >lab/settings"),
                 0, "%s", said);
    cr_expect_eq(shell("$S/lab --status lab"), 1, "%s", said);
    SAYS("1 of 1 nodes are missing");
    cr_assert_eq(shell("echo 'touch ran' >>lab/settings"), 0);
    cr_expect_eq(shell("$S/lab --status lab"), 2, "%s", said);
    SAYS("'touch ran' is no setting of scripts/lab");
    cr_assert_eq(shell("echo 'PATH=.' >lab/settings"), 0);
    cr_expect_eq(shell("$S/lab --status lab"), 2, "%s", said);
    cr_expect_neq(access("ran", F_OK), 0);
}

Test(scripts, the_settings_of_a_lab_come_back_as_they_were_written)
{
    cr_expect_eq(
        shell("bash -c '. \"$S/lab-settings\"; name=$(printf \"a b\\\\\\\\n\\nc=d$\"); "
              "arguments=(--seed \"\" \"* x\" \"\\\\t\"); kept=$(declare -p name arguments); "
              "write_settings >settings; unset name arguments; read_settings settings; "
              "[ \"$kept\" = \"$(declare -p name arguments)\" ] && cat settings'"),
        0, "%s", said);
    SAYS("name=a b");
    SAYS("arguments=* x");
}

/* The signal goes to the whole group, as a terminal does it. */
static void interrupt(const char *signal, int status, const char *line)
{
    cr_assert_eq(
        shell("rm -f runs; touch slow; setsid env --default-signal=%s %s >out 2>&1 & p=$!; "
              "until grep -qs run runs; do sleep 0.02; done; kill -%s -$p; "
              "wait $p; s=$?; cat out; wc -l <runs; exit $s",
              signal, line, signal),
        status, "%s: %s", line, said);
    SAYS("1\n");
    LACKS("verdicts");
    LACKS("compared");
}

Test(scripts, one_ctrl_c_ends_them_and_nothing_is_pooled)
{
    interrupt("INT", 130, "$S/compare-builds -r 3 $F $F");
    interrupt("INT", 130, "$S/repeatability -n 3 -p $F");
}

/* The scripts wait for the run, which writes its files, before they remove its folder. */
Test(scripts, a_terminal_that_is_closed_ends_them_as_ctrl_c_does)
{
    interrupt("HUP", 129, "$S/compare-builds -r 3 $F $F");
    LACKS("cannot remove");
    interrupt("HUP", 129, "$S/repeatability -n 3 -p $F");
    LACKS("cannot remove");
}

Test(scripts, runs_are_compared_in_a_folder_of_any_name)
{
    cr_expect_eq(shell("$S/compare-builds -r 2 -k 'k [a]* $x' $F $F"), 0, "%s", said);
    SAYS("case_1");
    cr_expect_eq(shell("$S/compare-builds -r 2 -k 'k [a]* $x' $F $F"), 2, "%s", said);
    SAYS("has runs of an earlier comparison");
    cr_expect_eq(shell("$S/repeatability -n 3 -p $F -k 'r [a]*'"), 0, "%s", said);
    SAYS("verdicts: ");
    cr_expect_eq(shell("$S/repeatability -n 3 -p $F -k 'r [a]*'"), 2, "%s", said);
    SAYS("has runs of an earlier call");
}

/* In a folder that every user may write to, another user may have put something at the lock's
 * name: a link, a hard link, or a pipe, for whose writer a script would wait. */
Test(scripts, a_planted_lock_is_refused_and_left_as_it_was)
{
    static const char *const planted[] = { "ln -s victim lock", "ln victim lock", "mkfifo lock",
                                           "mkdir lock" };
    static const char step[] = "eval \"$(sed -n \"/^step='/,/^exec/p\" $S/lab-task)\"; "
                               "SLURM_JOB_ID=1 USER=me SLURMD_NODENAME=n timeout 9 "
                               "bash -c \"$step\" lab $PWD/lock touch ran";
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
        cr_assert_eq(shell("rm -rf lock victim; echo thesis >victim; %s", planted[i]), 0);
        cr_expect_eq(shell("%s", step), 1, "%s: %s", planted[i], said);
        SAYS("lock is no plain file: somebody else made it");
        cr_expect_eq(shell("cat victim"), 0);
        cr_expect_str_eq(said, "thesis\n", "%s", planted[i]);
    }
    cr_expect_neq(access("ran", F_OK), 0);
    cr_assert_eq(shell("rm -rf lock; : >lock; %s; cat lock", step), 0, "%s", said);
    SAYS("job 1 of me on n since ");
    cr_expect_eq(access("ran", F_OK), 0);
}
