/* SPDX-License-Identifier: MIT
 *
 * On stored machines: tests/machines.
 */
#include "harness/machine/setting.h"
#include "tests/support/tree.h"

#include <criterion/criterion.h>

static const struct {
    const char *machine;
    int cpu, has_turbo, is_on, hypervisor;
    const char *path, *off;
} machines[] = {
    { "intel", 2, 1, 1, 0, "/sys/devices/system/cpu/intel_pstate/no_turbo", "1" },
    { "amd", 3, 1, 1, 0, "/sys/devices/system/cpu/cpufreq/boost", "0" },
    { "arm", 3, 1, 1, -1, "/sys/devices/system/cpu/cpu3/cpufreq/boost", "0" },
    { "tuned", 3, 1, 0, 0, NULL, NULL },
    { "container", 5, 0, 0, 1, NULL, NULL },
    { "bare", 0, 0, 0, -1, NULL, NULL },
};

Test(setting, turbo_and_hypervisor_of_stored_machines)
{
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        char root[64];
        struct setting_turbo turbo;
        tree_make(machines[i].machine, root);
        int found = setting_read_turbo(root, machines[i].cpu, &turbo);
        cr_expect_eq(found, machines[i].has_turbo, "%s", machines[i].machine);
        if (found)
            cr_expect_eq(turbo.is_on, machines[i].is_on, "%s", machines[i].machine);
        if (found && machines[i].path) {
            cr_expect_str_eq(turbo.path, machines[i].path);
            cr_expect_str_eq(turbo.off, machines[i].off);
        }
        cr_expect_eq(setting_has_hypervisor(root), machines[i].hypervisor, "%s",
                     machines[i].machine);
        tree_remove(root);
    }
}
