/* SPDX-License-Identifier: MIT
 *
 * scripts/quiet on stored machines: which settings it changes, and that it restores them.
 */
#include "tests/support/shell.h"
#include "tests/support/tree.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUIET SOURCE_WORD "/scripts/quiet"
#define CPU   "/sys/devices/system/cpu/"

enum { TEXT_MAX = 16384 };

#define shell(said, ...) shell_run(said, TEXT_MAX, __VA_ARGS__)

/* The knobs of a tree, as text: equal texts are equal machines. */
static void knobs(const char *root, char text[TEXT_MAX])
{
    shell(text, "cd %s && find sys proc -type f | sort | xargs grep -H ''", root);
}

static void expect_knob(const char *root, const char *path, const char *value)
{
    char text[TEXT_MAX];
    shell(text, "tr -d '\\n' < %s%s", root, path);
    cr_expect_str_eq(text, value, "%s", path);
}

static void make(const char *machine, char root[64], char before[TEXT_MAX])
{
    tree_make(machine, root);
    setenv("QUIET_ROOT", root, 1);
    unsetenv("QUIET_STATE");
    unsetenv("SUDO_UID");
    knobs(root, before);
}

/* Compares a tree with what it was, and removes it. */
static void expect_restored(const char *root, char before[TEXT_MAX])
{
    char after[TEXT_MAX], state[TEXT_MAX];
    knobs(root, after);
    cr_expect_str_eq(after, before);
    shell(state, "ls %s/run", root);
    cr_expect_str_eq(state, "escapebench-quiet.lock\n", "no state is left");
    tree_remove(root);
}

Test(quiet, turns_intel_knobs_and_puts_them_back)
{
    char root[64], before[TEXT_MAX], said[TEXT_MAX];
    make("intel", root, before);
    int status =
        shell(said, QUIET " sh -c 'cp -r %s/sys %s/proc %s/run/; exit 7' 2>&1", root, root, root);
    cr_assert_eq(status, 7, "the command's status: %s", said);
    char during[128];
    snprintf(during, sizeof during, "%s/run", root);
    expect_knob(during, CPU "cpu1/cpufreq/scaling_governor", "performance");
    expect_knob(during, CPU "cpu2/cpufreq/scaling_governor", "performance");
    expect_knob(during, CPU "intel_pstate/no_turbo", "1");
    expect_knob(during, CPU "smt/control", "off");
    expect_knob(during, "/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
    expect_knob(during, "/proc/sys/kernel/nmi_watchdog", "0");
    expect_knob(during, "/proc/sys/kernel/perf_event_paranoid", "2");
    expect_knob(during, "/proc/irq/120/smp_affinity_list", "0");
    shell(said, "rm -rf %s/run/sys %s/run/proc", root, root);
    /* A fake file holds what is written; the kernel's shows [always] again. */
    expect_knob(root, "/sys/kernel/mm/transparent_hugepage/enabled", "always");
    tree_set(root, "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never");
    expect_restored(root, before);
}

static const struct {
    const char *machine, *path, *value;
} boosts[] = {
    { "amd", CPU "cpufreq/boost", "0" },
    { "amd", CPU "cpu3/cpufreq/scaling_governor", "performance" },
    { "arm", CPU "cpu3/cpufreq/boost", "0" },
    { "arm", "/proc/sys/kernel/randomize_va_space", "2" },
};

Test(quiet, turns_amd_and_arm_knobs)
{
    for (size_t i = 0; i < sizeof boosts / sizeof *boosts; i++) {
        char root[64], before[TEXT_MAX], said[TEXT_MAX];
        make(boosts[i].machine, root, before);
        shell(said, QUIET " cat %s%s 2>/dev/null", root, boosts[i].path);
        said[strcspn(said, "\n")] = '\0';
        cr_expect_str_eq(said, boosts[i].value, "%s", boosts[i].path);
        expect_restored(root, before);
    }
}

Test(quiet, dry_run_changes_nothing)
{
    char root[64], before[TEXT_MAX], after[TEXT_MAX], said[TEXT_MAX];
    make("amd", root, before);
    cr_assert_eq(shell(said, QUIET " --dry-run touch %s/ran", root), 0);
    cr_assert(strstr(said, "cpufreq/boost    # now 1") != NULL, "%s", said);
    cr_assert(strstr(said, "# now schedutil") != NULL, "%s", said);
    knobs(root, after);
    cr_assert_str_eq(after, before);
    shell(said, "ls -d %s/ran %s/run 2>/dev/null", root, root);
    cr_assert_str_eq(said, "", "no state, no command: %s", said);
    tree_remove(root);
}

Test(quiet, says_when_there_is_no_knob_and_runs_the_command)
{
    char root[64], before[TEXT_MAX], said[TEXT_MAX];
    make("bare", root, before);
    cr_assert_eq(shell(said, QUIET " echo ran 2>&1"), 0);
    cr_assert(strstr(said, "there is no knob to turn on this machine") != NULL, "%s", said);
    cr_assert(strstr(said, "\nran\n") != NULL, "%s", said);
    shell(said, QUIET " --dry-run 2>&1");
    cr_assert(strstr(said, "there is no knob to turn on this machine") != NULL, "%s", said);
    expect_restored(root, before);
}

/* Starts the script in a process group of its own, as a terminal does, with a
 * command that says that it runs and then sleeps; returns when it runs. */
static pid_t start(const char *root)
{
    char ready[128];
    snprintf(ready, sizeof ready, "%s/ready", root);
    pid_t pid = fork();
    if (pid == 0) {
        char command[512];
        setpgid(0, 0);
        signal(SIGINT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(127);
        snprintf(command, sizeof command, "echo $$ > %s.new; mv %s.new %s; exec sleep 60", ready,
                 ready, ready);
        execl(SOURCE_DIR "/scripts/quiet", "quiet", "sh", "-c", command, (char *) NULL);
        _exit(127);
    }
    while (access(ready, F_OK) != 0 && waitpid(pid, NULL, WNOHANG) == 0)
        usleep(10000);
    cr_assert_eq(access(ready, F_OK), 0, "the command started");
    expect_knob(root, CPU "cpufreq/boost", "0");
    return pid;
}

static const struct {
    int signal;
    int group; /* to the whole group, as a terminal sends it */
} signals[] = { { SIGINT, 1 }, { SIGTERM, 0 }, { SIGHUP, 0 } };

Test(quiet, puts_back_on_a_signal_at_once)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        char root[64], before[TEXT_MAX];
        int status;
        make("amd", root, before);
        pid_t pid = start(root);
        kill(signals[i].group ? -pid : pid, signals[i].signal);
        cr_assert_eq(waitpid(pid, &status, 0), pid);
        cr_assert(WIFEXITED(status));
        cr_assert_eq(WEXITSTATUS(status), 128 + signals[i].signal);
        cr_assert_neq(kill(-pid, 0), 0, "the command has ended, too");
        expect_restored(root, before);
    }
}

/* After a kill of the script its command goes on. The next start restores the settings first. */
Test(quiet, puts_back_at_the_next_start_after_kill_9)
{
    char root[64], before[TEXT_MAX], said[TEXT_MAX];
    make("amd", root, before);
    pid_t pid = start(root);
    cr_assert_eq(shell(said, QUIET " true 2>&1"), 1, "one at a time");
    cr_assert(strstr(said, "another scripts/quiet runs") != NULL, "%s", said);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    expect_knob(root, CPU "cpufreq/boost", "0");
    cr_assert_eq(shell(said, QUIET " --restore 2>&1"), 0, "%s", said);
    cr_assert(strstr(said, "an earlier run was killed") != NULL, "%s", said);
    expect_knob(root, CPU "cpufreq/boost", "1");
    kill(-pid, SIGTERM);
    expect_restored(root, before);

    make("amd", root, before);
    pid = start(root);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    kill(-pid, SIGTERM);
    cr_assert_eq(shell(said, QUIET " cat %s" CPU "cpufreq/boost 2>/dev/null", root), 0);
    cr_assert_str_eq(said, "0\n", "set again for the next command");
    expect_restored(root, before);
}

Test(quiet, usage)
{
    char root[64], before[TEXT_MAX], said[TEXT_MAX];
    make("bare", root, before);
    cr_assert_eq(shell(said, QUIET " 2>&1"), 2);
    cr_assert(strstr(said, "sudo scripts/quiet make bench") != NULL, "%s", said);
    cr_assert_eq(shell(said, QUIET " --wrong 2>&1"), 2);
    cr_assert_eq(shell(said, QUIET " --help 2>&1"), 0);
    tree_remove(root);
}

Test(quiet, restore_leaves_files_alone_that_are_no_knobs)
{
    char root[64], before[TEXT_MAX], said[TEXT_MAX];
    make("intel", root, before);
    tree_set(root, "/etc/passwd", "keep");
    int status =
        shell(said,
              "printf '%%s\\tevil\\n' %s/etc/passwd %s/proc/sys/kernel/../../../etc/passwd "
              ">%s/state; QUIET_STATE=%s/state QUIET_ROOT=%s " QUIET " --restore 2>&1",
              root, root, root, root, root);
    cr_expect_eq(status, 1);
    cr_expect(strstr(said, "is no knob of this script") != NULL, "%s", said);
    shell(said, "cat %s/etc/passwd", root);
    cr_expect_str_eq(said, "keep\n", "%s", said);
    tree_remove(root);
}
