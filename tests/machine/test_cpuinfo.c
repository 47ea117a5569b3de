/* SPDX-License-Identifier: MIT */
#include "harness/machine/cpuinfo.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/escapebench-cpuinfo-XXXXXX";

static void write_text(const char *text)
{
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *file = fdopen(fd, "w");
    fputs(text, file);
    fclose(file);
}

static void remove_text(void)
{
    unlink(path);
}

TestSuite(cpuinfo, .fini = remove_text);

static const char *value(int cpu, const char *key)
{
    static char text[64];
    cpuinfo_value(path, cpu, key, text, sizeof text);
    return text;
}

Test(cpuinfo, each_processor_has_its_own_values)
{
    struct core_design design;
    write_text("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd05\n\n"
               "processor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd44\n");
    cr_expect_str_eq(value(0, "CPU part"), "0xd05");
    cr_expect_str_eq(value(1, "CPU part"), "0xd44");
    cpuinfo_design(path, 1, &design);
    cr_expect_str_eq(design.vendor, "0x41");
    cr_expect_eq(design.model, 0xd44);
    cr_expect_eq(design.family, -1);
}

Test(cpuinfo, a_key_is_whole_and_what_all_share_is_found)
{
    struct core_design design;
    write_text("processor : 3\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 207\n"
               "model name\t: Some CPU\n\nHardware : all of them\n");
    cr_expect_str_eq(value(3, "model"), "207");
    cr_expect_str_eq(value(3, "model name"), "Some CPU");
    cr_expect_str_eq(value(3, "Hardware"), "all of them");
    cr_expect_str_eq(value(9, "model"), "207", "no block: the first");
    cr_expect_str_eq(value(3, "nonesuch"), "");
    cpuinfo_design(path, 3, &design);
    cr_expect_eq(design.family, 6);
    cr_expect_eq(design.model, 207);
}

Test(cpuinfo, without_a_file_nothing_is_known)
{
    struct core_design design;
    cpuinfo_design("/nonesuch", 0, &design);
    cr_expect_str_eq(design.vendor, "");
    cr_expect_eq(design.model, -1);
}
