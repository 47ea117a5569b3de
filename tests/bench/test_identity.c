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

Test(identity, an_empty_name_is_refused)
{
    cr_expect_eq(shell("$P run nothing --machine '' --output r"), 2);
    SAYS("--machine wants a name");
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
