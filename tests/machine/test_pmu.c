/* SPDX-License-Identifier: MIT
 *
 * Against folders made like /sys/bus/event_source/devices.
 */
#include "harness/base/files.h"
#include "harness/machine/pmu.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static char root[SCRATCH_MAX];

static void make_root(void)
{
    scratch_make(root);
    pmu_devices = root;
}

static void remove_root(void)
{
    scratch_remove(root);
}

static void put(const char *device, const char *name, const char *text)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", root, device);
    files_make_folder(path);
    snprintf(path, sizeof path, "%s/%s/%s", root, device, name);
    FILE *file = fopen(path, "w");
    fprintf(file, "%s\n", text);
    fclose(file);
}

TestSuite(pmu, .init = make_root, .fini = remove_root);

Test(pmu, a_machine_without_one)
{
    struct pmu pmu;
    put("software", "type", "1");
    put("uncore_imc", "type", "22");
    put("uncore_imc", "cpumask", "0");
    cr_expect_eq(pmu_of_cpu(0, &pmu), -ENODEV);
    cr_expect_eq(pmu.kinds, 0);
    cr_expect_str_empty(pmu.name);
    pmu_devices = "/nonexistent";
    cr_expect_eq(pmu_of_cpu(0, &pmu), -ENODEV);
}

Test(pmu, one_for_all_cores)
{
    struct pmu pmu;
    put("cpu", "type", "4");
    put("software", "type", "1");
    cr_expect_eq(pmu_of_cpu(77, &pmu), 0);
    cr_expect_str_eq(pmu.name, "cpu");
    cr_expect_eq(pmu.type, 4);
    cr_expect_eq(pmu.kinds, 1);
}

Test(pmu, the_one_of_the_core_kind)
{
    struct pmu pmu;
    put("cpu_core", "type", "4");
    put("cpu_core", "cpus", "0-15");
    put("cpu_atom", "type", "10");
    put("cpu_atom", "cpus", "16-23");
    cr_expect_eq(pmu_of_cpu(3, &pmu), 0);
    cr_expect_str_eq(pmu.name, "cpu_core");
    cr_expect_eq(pmu_of_cpu(16, &pmu), 0);
    cr_expect_str_eq(pmu.name, "cpu_atom");
    cr_expect_eq(pmu.type, 10);
    cr_expect_eq(pmu.kinds, 2);
    cr_expect_eq(pmu_of_cpu(24, &pmu), -ENODEV);
    cr_expect_eq(pmu.kinds, 2, "other cores have one");
}
