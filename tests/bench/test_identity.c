/* SPDX-License-Identifier: MIT
 *
 * escapebench about which machine it runs on: a name that the user gives, and an environment
 * that describes another machine to hwloc.
 */
#include "tests/support/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_up(void)
{
    program_set_up();
    unsetenv("ESCAPEBENCH_MACHINE");
}

TestSuite(identity, .init = set_up, .fini = program_tear_down);

/* Measures the control for a moment into `into`. `before` is what the shell line begins with. */
static void measure(const char *before, const char *words, const char *into)
{
    shell("%s $P run nothing --allocator $A --counters none --effort quick --max-time 0.3 --quiet "
          "%s --output %s",
          before, words, into);
    cr_assert_eq(shell("test -s %s/machine.json", into), 0);
}

/* By the option, or else by the variable; the quiet state is kept under that name. */
Test(identity, a_machine_has_the_name_that_the_user_gives)
{
    measure("", "--machine lab-7", "a");
    measure("ESCAPEBENCH_MACHINE=lab-7", "", "b");
    measure("ESCAPEBENCH_MACHINE=lab-7", "--machine lab-8", "c");
    cr_expect_eq(shell("grep -l '\"identity\": \"lab-7\"' a/machine.json b/machine.json"), 0);
    cr_expect_str_eq(output, "a/machine.json\nb/machine.json\n");
    cr_expect_eq(shell("grep -c '\"identity\": \"lab-8\"' c/machine.json"), 0, "the option wins");
    cr_expect_eq(shell("grep -l '\"state_file\": \".*/lab-7.json\"' a/machine.json b/machine.json"),
                 0);
    cr_expect_str_eq(output, "a/machine.json\nb/machine.json\n");
}

/* setarch -R takes ASLR from one process only. */
Test(identity, settings_of_memory_are_recorded)
{
    measure("", "", "a");
    measure("setarch -R", "", "b");
    cr_expect_eq(shell("grep -c '\"overcommit\": \"[012]\"' a/machine.json"), 0, "%s", output);
    cr_expect_eq(shell("grep 'no_aslr_for_this_process\": false' a/machine.json"), 0);
    cr_expect_eq(shell("grep 'no_aslr_for_this_process\": true' b/machine.json"), 0);
}

Test(identity, an_empty_name_is_refused)
{
    cr_expect_eq(shell("$P run nothing --machine '' --output r"), 2);
    SAYS("--machine wants a name");
}

/* Containers without a machine-id: the host's name is all that is known. */
Test(identity, hosts_without_an_identity_are_told_how_to_have_one)
{
    measure("", "", "a");
    EXITS(0, "cp -r a b; sed -i 's/\"identity\": .*,/\"identity\": null,/' a/machine.json "
             "b/machine.json; sed -i 's/\"host\": .*,/\"host\": \"other\",/' b/machine.json");
    EXITS(5, "$P compare a b");
    SAYS("-> other); --across-machines compares them all the same. One machine with a new host "
         "name each time: name it by run --machine");
}

/* --env is part of what a case is: it is shown, exported, and a history has a series of its
 * own for it. Labels are told, too. */
Test(identity, variables_and_labels_belong_to_a_run)
{
    measure("", "--env MALLOC_ARENA_MAX=1 --label bios=1.2", "a");
    measure("", "", "b");
    EXITS(0, "$P show a");
    SAYS("workers have MALLOC_ARENA_MAX=1\nlabels: bios=1.2\n");
    EXITS(0, "$P export a --format gobench 2>/dev/null");
    SAYS("env: MALLOC_ARENA_MAX=1\nlabel: bios=1.2\n");
    EXITS(0, "$P export a --format gbench 2>/dev/null");
    SAYS("\"MALLOC_ARENA_MAX\": \"1\"");
    EXITS(0, "$P history key b >b.key; $P history key a | grep -F \"$(cat b.key)-env-\"");
    EXITS(0, "$P history add a b --folder h; cat h/*-env-*/*.facts.csv");
    SAYS("--env MALLOC_ARENA_MAX,1\nlabel bios,1.2\n");
    EXITS(0, "ls -d h/* | wc -l");
    cr_expect_str_eq(output, "2\n");
}

/* Bytes that JSON cannot hold are escaped, in names as in values; nothing is left out. */
Test(identity, what_is_not_utf_8_is_recorded_too)
{
    measure("", "--env \"$(printf 'N\\351=V\\351')\" --label \"$(printf 'K\\351=L\\351')\"", "a");
    EXITS(0, "grep -c '\"N.*xe9\": \"V.*xe9\"' a/machine.json");
    EXITS(0, "grep -c '\"K.*xe9\": \"L.*xe9\"' a/machine.json");
    EXITS(0, "GITHUB_REF_NAME=\"$(printf 'B\\351')\" $P export a --format otava");
    SAYS("\"branch\": \"B\\\\xe9\"");
}

/* Variables as batch systems set them. hwloc would bind nothing, so nothing is measured. */
Test(identity, an_environment_that_describes_another_machine_is_refused)
{
    static const char *const variables[] = { "HWLOC_XMLFILE=other.xml", "HWLOC_THISSYSTEM=0",
                                             "HWLOC_SYNTHETIC='package:1 core:64 pu:1'" };
    cr_assert_eq(shell("cat >other.xml <<'END'\n"
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n"
                       "<topology version=\"2.0\">\n"
                       "<object type=\"Machine\" os_index=\"0\" cpuset=\"0x1\" "
                       "complete_cpuset=\"0x1\" allowed_cpuset=\"0x1\" nodeset=\"0x1\" "
                       "complete_nodeset=\"0x1\" allowed_nodeset=\"0x1\" gp_index=\"1\">\n"
                       "<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x1\" "
                       "complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\" "
                       "gp_index=\"3\" local_memory=\"1\"/>\n"
                       "<object type=\"PU\" os_index=\"0\" cpuset=\"0x1\" "
                       "complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\" "
                       "gp_index=\"2\"/>\n"
                       "</object>\n"
                       "</topology>\n"
                       "END"),
                 0);
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        cr_expect_eq(shell("%s $P run nothing --allocator $A --output r", variables[i]), 2, "%s",
                     variables[i]);
        SAYS("hwloc describes another machine than this one");
        char name[32];
        snprintf(name, sizeof name, "unset %.*s", (int) strcspn(variables[i], "="), variables[i]);
        SAYS(name);
        cr_expect_neq(shell("ls -d r"), 0, "nothing was written");
    }
}

/* Containers hide parts of /sys. Nothing there contradicts hwloc, so the run is not refused. */
Test(identity, a_folder_of_sys_that_is_empty_contradicts_nobody)
{
    static const char *const folders[] = { "/sys", "/sys/devices/system/cpu", "/sys/bus",
                                           "/proc/sys" };
    if (shell("unshare -m mount -t tmpfs none /sys") != 0)
        cr_skip_test("needs root to hide a part of /sys");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        EXITS(0,
              "unshare -m sh -c \"mount -t tmpfs none %s; exec $P run nothing --allocator $A "
              "--effort quick --max-time 60 --precision 1000 --quiet --output r%zu\"",
              folders[i], i);
}
