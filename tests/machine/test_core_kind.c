/* SPDX-License-Identifier: MIT
 *
 * Synthetic machines with known answers: the kind of a core, the PU to measure on, its
 * stand-ins, its partner.
 */
#include "harness/machine/core_kind.h"
#include "harness/machine/partner.h"
#include "harness/machine/sibling.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct machine machine;

static void make(const char *description)
{
    cr_assert_eq(hwloc_topology_init(&machine.topology), 0);
    cr_assert_eq(hwloc_topology_set_synthetic(machine.topology, description), 0);
    cr_assert_eq(hwloc_topology_load(machine.topology), 0);
    machine.allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(machine.topology));
}

static void forget(void)
{
    machine_close(&machine);
}

TestSuite(core_kind, .fini = forget);

/* Declares the PUs first...last to be of a kind with one info. */
static void declare(unsigned first, int last, int efficiency, const char *name, const char *value)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    struct hwloc_info_s info = { (char *) name, (char *) value };
    hwloc_bitmap_set_range(set, first, last);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, set, efficiency, 1, &info, 0), 0);
    hwloc_bitmap_free(set);
}

static int kind(unsigned pu)
{
    return core_kind_of(machine.topology,
                        hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_PU, pu));
}

static const char *description(unsigned pu)
{
    static char text[256];
    core_kind_describe(machine.topology, hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_PU, pu),
                       text, sizeof text);
    return text;
}

static unsigned chosen(void)
{
    unsigned pu = 9999;
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    return pu;
}

static size_t stand_ins(unsigned pu)
{
    unsigned pus[MACHINE_STAND_INS_MOST];
    return machine_stand_ins(&machine, pu, pus);
}

Test(core_kind, cores_of_one_kind_have_nothing_to_tell)
{
    make("package:1 l3:1 core:4 pu:2");
    cr_expect_str_eq(description(3), "");
    cr_expect_eq(kind(0), kind(7));
    cr_expect_eq(stand_ins(2), 3);
}

/* Preferred cores: up to one kind of hwloc's for each core. */
Test(core_kind, the_top_frequency_alone_makes_no_kind)
{
    make("package:1 l3:1 core:4 pu:1");
    declare(0, 0, 0, "FrequencyMaxMHz", "4500");
    declare(1, 1, 1, "FrequencyMaxMHz", "4700");
    declare(2, 2, 2, "FrequencyMaxMHz", "4900");
    declare(3, 3, 3, "FrequencyMaxMHz", "5100");
    cr_expect_eq(kind(0), kind(3));
    cr_expect_str_eq(description(0), "");
    cr_expect_eq(stand_ins(3), 3);
    cr_expect_eq(partner_find(&machine, 3, PARTNER_NONE).pu, 1, "not the core of PU 0");
}

/* Performance and efficiency cores. */
Test(core_kind, a_core_type_makes_a_kind)
{
    make("package:1 l3:1 core:6 pu:1");
    declare(0, 3, 0, "CoreType", "IntelAtom");
    declare(4, 5, 1, "CoreType", "IntelCore");
    cr_expect_lt(kind(0), kind(5));
    cr_expect_eq(kind(4), kind(5));
    cr_expect_not_null(strstr(description(0), "CoreType=IntelAtom"), "%s", description(0));
    cr_expect_not_null(strstr(description(4), "CoreType=IntelCore"), "%s", description(4));
    cr_expect_geq(chosen(), 4, "the strong kind");
    cr_expect_eq(stand_ins(4), 1);
    cr_expect_eq(stand_ins(1), 3);
}

/* Performance cores with two threads each, efficiency cores with one: PUs 0 to 7 are four
 * performance cores, 8 to 11 are efficiency cores. */
Test(core_kind, strong_cores_with_siblings_beside_weak_ones_without)
{
    make("package:1 l3:1 core:8 pu:2");
    hwloc_bitmap_t kept = hwloc_bitmap_alloc();
    hwloc_bitmap_set_range(kept, 0, 7);
    for (unsigned cpu = 8; cpu < 16; cpu += 2)
        hwloc_bitmap_set(kept, cpu);
    cr_assert_eq(hwloc_topology_restrict(machine.topology, kept, 0), 0);
    hwloc_bitmap_and(machine.allowed, machine.allowed, kept);
    hwloc_bitmap_free(kept);
    declare(0, 7, 1, "CoreType", "IntelCore");
    declare(8, 15, 0, "CoreType", "IntelAtom");
    cr_expect_eq(machine_pus(&machine), 12);
    cr_expect_eq(machine_cores(&machine), 8);
    unsigned pu = chosen(), pus[MACHINE_STAND_INS_MOST];
    cr_expect(pu >= 2 && pu <= 7, "a performance core, not that of PU 0: %u", pu);
    cr_assert_eq(machine_stand_ins(&machine, 2, pus), 3, "one PU of each other performance core");
    cr_expect(pus[0] == 4 && pus[1] == 6 && pus[2] == 0, "that of PU 0 last");
    cr_assert_eq(machine_stand_ins(&machine, 9, pus), 3);
    cr_expect(pus[0] == 8 && pus[1] == 10 && pus[2] == 11);
    cr_expect_eq(partner_find(&machine, 2, PARTNER_SIBLING).pu, 3);
    cr_expect_eq(partner_find(&machine, 9, PARTNER_SIBLING).place, PARTNER_NONE);
    struct partner partner = partner_find(&machine, 2, PARTNER_SAME_L3);
    cr_expect(partner.pu >= 4 && partner.pu <= 7, "of its own kind: %u", partner.pu);
    cr_expect_geq(partner_find(&machine, 9, PARTNER_SAME_L3).pu, 8);
}

Test(core_kind, two_sockets_without_siblings)
{
    make("package:2 numa:1 l3:1 core:4 pu:1");
    unsigned pus[MACHINE_STAND_INS_MOST];
    cr_expect_neq(chosen(), 0);
    cr_assert_eq(machine_stand_ins(&machine, 5, pus), 3, "those of its socket");
    cr_expect(pus[0] == 4 && pus[1] == 6 && pus[2] == 7);
    cr_assert_eq(machine_stand_ins(&machine, 1, pus), 3);
    cr_expect(pus[0] == 2 && pus[1] == 3 && pus[2] == 0, "PU 0 last");
    cr_expect_eq(partner_find(&machine, 5, PARTNER_SIBLING).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 5, PARTNER_NONE).place, PARTNER_SAME_L3);
    cr_expect_lt(partner_find(&machine, 5, PARTNER_OTHER_NODE).pu, 4);
    cr_expect_geq(partner_find(&machine, 1, PARTNER_OTHER_NODE).pu, 4);
}

/* big.LITTLE where clusters differ by their caches and speed. */
Test(core_kind, caches_make_a_kind)
{
    make("package:1 l2:2(size=524288) core:2 pu:1");
    hwloc_obj_t big = hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_L2CACHE, 1);
    big->attr->cache.size = 2 << 20;
    declare(0, 1, 0, "LinuxCapacity", "446");
    declare(2, 3, 1, "LinuxCapacity", "1024");
    cr_expect_lt(kind(0), kind(2));
    cr_expect_not_null(strstr(description(2), "L2 2048 KiB"), "%s", description(2));
    cr_expect_geq(chosen(), 2);
    cr_expect_eq(stand_ins(2), 1);
}

/* Where hwloc ranks no kinds, as it is on a machine without cpufreq and capacities. */
Test(core_kind, caches_make_a_kind_even_if_hwloc_knows_none)
{
    make("package:1 l2:2(size=524288) core:2 pu:1");
    hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_L2CACHE, 1)->attr->cache.size = 2 << 20;
    cr_expect_eq(kind(0), -1, "no rank");
    cr_expect_str_eq(description(0), "L2 512 KiB");
    cr_expect_str_eq(description(2), "L2 2048 KiB");
    cr_expect_eq(stand_ins(2), 1);
    cr_expect_eq(partner_find(&machine, 2, PARTNER_NONE).pu, 3, "of its own kind");
}

/* Efficiency cores of two sizes: hwloc's kinds have the same core type. */
Test(core_kind, three_kinds_of_two_core_types)
{
    make("package:1 l3:1 l2:3(size=2097152) core:2 pu:1");
    hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_L2CACHE, 2)->attr->cache.size = 1 << 20;
    declare(0, 1, 1, "CoreType", "IntelCore");
    declare(2, 5, 0, "CoreType", "IntelAtom");
    cr_expect_lt(chosen(), 2);
    cr_expect_eq(stand_ins(2), 1, "the other one with 2 MiB");
    cr_expect_eq(stand_ins(4), 1, "the other one with 1 MiB");
    cr_expect_str_neq(description(2), "CoreType=IntelAtom, L2 1024 KiB");
    cr_expect_str_eq(description(4), "CoreType=IntelAtom, L2 1024 KiB");
}

static void restrict_to(unsigned first, int last)
{
    hwloc_bitmap_t kept = hwloc_bitmap_alloc();
    hwloc_bitmap_set_range(kept, first, last);
    cr_assert_eq(hwloc_topology_restrict(machine.topology, kept, 0), 0);
    hwloc_bitmap_and(machine.allowed, machine.allowed, kept);
    hwloc_bitmap_free(kept);
}

/* Two jobs of one node, one with its performance cores, one with its efficiency cores: each
 * sees one kind only, and they must not share a quiet state. */
Test(core_kind, a_cpuset_that_hides_the_other_kind_changes_no_kind)
{
    for (unsigned first = 0; first < 8; first += 4) {
        char whole[256];
        make("package:1 l3:1 core:8 pu:1");
        declare(0, 3, 1, "CoreType", "IntelCore");
        declare(4, 7, 0, "CoreType", "IntelAtom");
        snprintf(whole, sizeof whole, "%s", description(first));
        cr_expect_not_null(strstr(whole, first ? "IntelAtom" : "IntelCore"), "%s", whole);
        restrict_to(first, (int) first + 3);
        cr_expect_eq(machine_pus(&machine), 4);
        cr_expect_str_eq(description(0), whole);
        cr_expect_eq(stand_ins(1), 3);
        if (!first)
            forget();
    }
}

Test(core_kind, without_an_l3_the_package_says_who_is_alike)
{
    make("package:2 core:2 pu:1");
    cr_expect_eq(stand_ins(0), 1);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_NONE).place, PARTNER_SAME_SOCKET);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_OTHER_NODE).pu, 2);
}

Test(core_kind, offline_and_forbidden_cpus_are_no_places)
{
    unsigned pu;
    make("package:1 l3:1 core:4 pu:2");
    hwloc_bitmap_clr_range(machine.allowed, 0, 5);
    cr_expect_geq(chosen(), 6);
    cr_expect_eq(stand_ins(6), 0, "its sibling is no stand-in");
    cr_expect_eq(machine_choose(&machine, MACHINE_PU, 0, &pu), -EACCES);
    cr_expect_eq(partner_find(&machine, 6, PARTNER_NONE).place, PARTNER_SIBLING);
}

/* CPUs 1 and 5 are offline: hwloc's numbers and the kernel's part, and two cores have one
 * thread left. */
Test(core_kind, offline_cpus_leave_gaps)
{
    make("package:1 l3:1 core:4 pu:2");
    hwloc_bitmap_t online = hwloc_bitmap_alloc();
    hwloc_bitmap_set_range(online, 0, 7);
    hwloc_bitmap_clr(online, 1);
    hwloc_bitmap_clr(online, 5);
    cr_assert_eq(hwloc_topology_restrict(machine.topology, online, 0), 0);
    hwloc_bitmap_copy(machine.allowed, online);
    hwloc_bitmap_free(online);
    unsigned pus[MACHINE_STAND_INS_MOST];
    cr_expect_eq(machine_pus(&machine), 6);
    cr_expect_eq(machine_os_index(&machine, 3), 4);
    cr_expect_neq(chosen(), 0);
    cr_assert_eq(machine_stand_ins(&machine, 1, pus), 3);
    cr_expect(pus[0] == 3 && pus[1] == 4 && pus[2] == 0, "%u %u %u", pus[0], pus[1], pus[2]);
    cr_expect_eq(partner_find(&machine, 1, PARTNER_SIBLING).pu, 2);
    cr_expect_eq(partner_find(&machine, 3, PARTNER_SIBLING).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_SIBLING).place, PARTNER_NONE);
}

Test(core_kind, a_cpuset_without_pu_0_has_its_own_first)
{
    make("package:1 l3:2 core:2 pu:1");
    hwloc_bitmap_clr(machine.allowed, 0);
    cr_expect_neq(chosen(), 0);
    cr_expect_eq(stand_ins(1), 0, "the other core of its L3 is forbidden");
    cr_expect_eq(stand_ins(2), 1);
    cr_expect_eq(machine_pus(&machine), 3);
}

Test(core_kind, four_thousand_pus)
{
    make("package:16 l3:8 core:16 pu:2");
    cr_expect_eq(machine_pus(&machine), 4096);
    cr_expect_eq(stand_ins(4094), MACHINE_STAND_INS_MOST);
    cr_expect_eq(partner_find(&machine, 4095, PARTNER_NONE).place, PARTNER_SAME_L3);
    cr_expect_eq(partner_find(&machine, 4095, PARTNER_SIBLING).pu, 4094);
}

/* A second node whose memory is not there: its PUs have an empty nodeset. */
Test(core_kind, a_node_without_memory_hides_no_partner_of_its_socket)
{
    make("package:1 l3:4 core:2 pu:1");
    for (unsigned pu = 4; pu < 8; pu++) {
        hwloc_obj_t object = hwloc_get_obj_by_type(machine.topology, HWLOC_OBJ_PU, pu);
        hwloc_bitmap_zero(object->nodeset);
    }
    struct partner partner = partner_find(&machine, 4, PARTNER_SAME_SOCKET);
    cr_expect_eq(partner.place, PARTNER_SAME_SOCKET);
    cr_expect_eq(partner_find(&machine, 4, PARTNER_OTHER_NODE).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_OTHER_NODE).place, PARTNER_NONE);
}

Test(core_kind, two_nodes_of_one_socket_are_two_places)
{
    make("package:1 numa:2 l3:1 core:2 pu:1");
    cr_expect_eq(partner_find(&machine, 1, PARTNER_SAME_L3).pu, 0);
    cr_expect_eq(partner_find(&machine, 1, PARTNER_OTHER_NODE).place, PARTNER_OTHER_NODE);
    cr_expect_eq(partner_find(&machine, 1, PARTNER_SAME_SOCKET).place, PARTNER_NONE);
}

Test(core_kind, one_pu_is_alone)
{
    make("package:1 core:1 pu:1");
    cr_expect_eq(chosen(), 0);
    cr_expect_eq(stand_ins(0), 0);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_NONE).place, PARTNER_NONE);
}

/* A topology of another machine from the environment is detected. */
Test(core_kind, a_made_up_machine_is_not_measured_on)
{
    char why[256];
    setenv("HWLOC_SYNTHETIC", "package:1 core:64 pu:1", 1);
    cr_assert_eq(machine_open(&machine), 0);
    cr_expect_eq(machine_verify(&machine, why, sizeof why), -EXDEV);
    cr_expect_not_null(strstr(why, "unset HWLOC_SYNTHETIC"), "%s", why);
    machine_close(&machine);
    unsetenv("HWLOC_SYNTHETIC");
    cr_assert_eq(machine_open(&machine), 0);
    cr_expect_eq(machine_verify(&machine, why, sizeof why), 0, "%s", why);
}

/* As with HWLOC_THISSYSTEM, by which hwloc binds in spite of the description: CPUs that this
 * machine does not have, and cores that are not its own. */
Test(core_kind, a_description_that_claims_to_be_of_this_machine_is_held_to_the_kernel)
{
    char why[256], wrong[64];
    if (access("/sys/devices/system/cpu/cpu0/topology", F_OK) != 0)
        cr_skip_test("the kernel does not describe its CPUs here");
    setenv("HWLOC_THISSYSTEM", "1", 1);
    setenv("HWLOC_SYNTHETIC", "package:1 core:4096 pu:1", 1);
    cr_assert_eq(machine_open(&machine), 0);
    cr_expect_eq(machine_verify(&machine, why, sizeof why), -EXDEV);
    cr_expect_not_null(strstr(why, "unset HWLOC_SYNTHETIC"), "%s", why);
    machine_close(&machine);
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    snprintf(wrong, sizeof wrong, sibling_of(0) >= 0 ? "core:%ld pu:1" : "core:1 pu:%ld", cpus);
    setenv("HWLOC_SYNTHETIC", wrong, 1);
    cr_assert_eq(machine_open(&machine), 0);
    cr_expect_eq(machine_verify(&machine, why, sizeof why), cpus > 1 ? -EXDEV : 0, "%s", wrong);
}

/* hwloc then knows PUs and no cores, so siblings would pass for cores of their own. */
Test(core_kind, a_description_without_cores_is_held_to_the_kernel)
{
    char why[256];
    setenv("HWLOC_COMPONENTS", "no_os,stop", 1);
    cr_assert_eq(machine_open(&machine), 0);
    int verified = machine_verify(&machine, why, sizeof why);
    int shown =
        sibling_of(0) >= 0 || access("/sys/devices/system/cpu/cpu0/cache/index0/size", F_OK) == 0;
    cr_expect_eq(verified, shown ? -EXDEV : 0, "%s", why);
}

/* This machine's own description with another size of a cache. */
Test(core_kind, caches_are_held_to_the_kernel_too)
{
    char why[256] = "", path[] = "/tmp/escapebench-topology-XXXXXX", *xml = NULL;
    int length = 0, file = mkstemp(path), verified[2];
    cr_assert_geq(file, 0);
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(hwloc_topology_export_xmlbuffer(machine.topology, &xml, &length, 0), 0);
    char *size = strstr(xml, "cache_size=\"");
    if (!size || access("/sys/devices/system/cpu/cpu0/cache/index0/size", F_OK) != 0) {
        hwloc_free_xmlbuffer(machine.topology, xml);
        unlink(path);
        cr_skip_test("the kernel does not describe its caches here");
    }
    setenv("HWLOC_XMLFILE", path, 1);
    setenv("HWLOC_THISSYSTEM", "1", 1);
    for (int wrong = 0; wrong < 2; wrong++) {
        struct machine read;
        size[strlen("cache_size=\"")] ^= wrong; /* the size's first digit */
        cr_assert_eq(pwrite(file, xml, (size_t) length - 1, 0), length - 1);
        cr_assert_eq(machine_open(&read), 0);
        verified[wrong] = machine_verify(&read, why, sizeof why);
        machine_close(&read);
    }
    hwloc_free_xmlbuffer(machine.topology, xml);
    close(file);
    unlink(path);
    if (verified[0] != 0)
        cr_skip_test("hwloc corrects what the kernel says of these caches");
    cr_expect_eq(verified[1], -EXDEV);
    cr_expect_not_null(strstr(why, "unset HWLOC_XMLFILE"), "%s", why);
}
