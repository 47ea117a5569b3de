/* SPDX-License-Identifier: MIT */
#include "setting.h"

#include "harness/base/knob.h"

#include <stdio.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu/"

/* Intel's file switches turbo off, the others switch boost on. cpufreq/boost is the file of
 * acpi-cpufreq, amd-pstate and Arm's drivers; newer kernels also have one for each policy. */
int setting_read_turbo(const char *root, int cpu, struct setting_turbo *turbo)
{
    char of_policy[64];
    snprintf(of_policy, sizeof of_policy, CPU "cpu%d/cpufreq/boost", cpu);
    const struct {
        const char *path, *off;
    } files[] = { { CPU "intel_pstate/no_turbo", "1" },
                  { CPU "cpufreq/boost", "0" },
                  { of_policy, "0" } };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (knob_read(root, turbo->value, sizeof turbo->value, "%s", files[i].path) != 0)
            continue;
        snprintf(turbo->path, sizeof turbo->path, "%s", files[i].path);
        turbo->off = files[i].off;
        turbo->is_on = turbo->value[0] == (*turbo->off == '1' ? '0' : '1');
        return 1;
    }
    return 0;
}

int setting_has_hypervisor(const char *root)
{
    char flags[8192];
    knob_value(root, "/proc/cpuinfo", "flags", flags, sizeof flags);
    return flags[0] ? strstr(flags, " hypervisor") != NULL : -1;
}
