/* SPDX-License-Identifier: MIT
 *
 * On the machine at hand and on synthetic ones: hwloc builds any topology from
 * a line of text.
 */
#include "harness/machine/machine.h"
#include "tests/support/imagine.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

Test(machine, opens)
{
    struct machine machine;
    cr_assert_eq(machine_open(&machine), 0);
    cr_expect_geq(machine_pus(&machine), 1);
    cr_expect_geq(machine_pus(&machine), machine_cores(&machine));
    machine_close(&machine);
}

Test(machine, binds_and_reads_back)
{
    struct machine machine;
    unsigned pu;
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    cr_assert_eq(machine_bind(&machine, pu), 0);
    cr_expect_eq(sched_getcpu(), machine_os_index(&machine, pu));
    cr_expect_eq(machine_bind(&machine, 100000), -ENODEV);
    machine_close(&machine);
}

Test(machine, the_parent_leaves_the_measured_core)
{
    struct machine machine;
    cpu_set_t before, after;
    unsigned pu;
    cr_assert_eq(machine_open(&machine), 0);
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    cr_assert_eq(sched_getaffinity(0, sizeof before, &before), 0);
    cr_assert_eq(machine_bind_away(&machine, &pu, 1), 0);
    cr_assert_eq(sched_getaffinity(0, sizeof after, &after), 0);
    if (machine_cores(&machine) > 1)
        cr_expect_not(CPU_ISSET(machine_os_index(&machine, pu), &after));
    else
        cr_expect(CPU_EQUAL(&before, &after), "there is no other core");
    machine_close(&machine);
}

Test(machine, pu_0_is_the_last_resort)
{
    struct machine one = imagine("core:1 pu:1"), many = imagine("core:4 pu:2");
    unsigned pu;
    cr_assert_eq(machine_choose(&one, MACHINE_AUTO, 0, &pu), 0);
    cr_expect_eq(pu, 0);
    cr_assert_eq(machine_choose(&many, MACHINE_AUTO, 0, &pu), 0);
    cr_expect_geq(pu, 2, "pu:%u is on the core of PU 0", pu);
    machine_close(&one);
    machine_close(&many);
}

Test(machine, a_core_is_its_first_allowed_pu)
{
    struct machine machine = imagine("core:2 pu:2");
    unsigned pu;
    cr_assert_eq(machine_choose(&machine, MACHINE_CORE, 1, &pu), 0);
    cr_expect_eq(pu, 2);
    hwloc_bitmap_clr(machine.allowed, 2);
    cr_assert_eq(machine_choose(&machine, MACHINE_CORE, 1, &pu), 0);
    cr_expect_eq(pu, 3);
    machine_close(&machine);
}

Test(machine, tells_missing_from_forbidden)
{
    struct machine machine = imagine("core:2 pu:1");
    unsigned pu;
    hwloc_bitmap_only(machine.allowed, 0);
    cr_expect_eq(machine_choose(&machine, MACHINE_PU, 1, &pu), -EACCES);
    cr_expect_eq(machine_choose(&machine, MACHINE_PU, 2, &pu), -ENODEV);
    cr_expect_eq(machine_choose(&machine, MACHINE_CORE, 7, &pu), -ENODEV);
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    cr_expect_eq(pu, 0, "what is forbidden is not chosen");
    cr_expect_eq(machine_cores(&machine), 1);
    machine_close(&machine);
}

/* Those of another core under the same L3, one of each, that of PU 0 last. */
Test(machine, stand_ins_are_cores_that_are_alike)
{
    static const struct {
        const char *machine;
        unsigned pu;
        size_t count;
        unsigned pus[MACHINE_STAND_INS_MOST];
    } expectations[] = {
        { "core:1 pu:2", 0, 0, { 0 } },
        { "core:2 pu:1", 1, 1, { 0 } },
        { "core:4 pu:2", 2, 3, { 4, 6, 0 } },
        { "core:8 pu:1", 3, 3, { 1, 2, 4 } },
        { "package:1 l3:2 core:2 pu:2", 4, 1, { 6 } },
        { "package:2 core:2 pu:1", 2, 1, { 3 } },
        { "package:1 numa:2 core:2 pu:1", 0, 1, { 1 } },
    };
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        struct machine machine = imagine(expectations[i].machine);
        unsigned pus[MACHINE_STAND_INS_MOST];
        size_t count = machine_stand_ins(&machine, expectations[i].pu, pus);
        cr_expect_eq(count, expectations[i].count, "%s: %zu", expectations[i].machine, count);
        for (size_t k = 0; k < count; k++)
            cr_expect_eq(pus[k], expectations[i].pus[k], "%s", expectations[i].machine);
        machine_close(&machine);
    }
}

Test(machine, stand_ins_are_allowed_and_of_one_kind)
{
    struct machine machine = imagine("core:4 pu:1");
    hwloc_bitmap_t weak = hwloc_bitmap_alloc();
    unsigned pus[MACHINE_STAND_INS_MOST];
    hwloc_bitmap_set(weak, 1);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, weak, 1, 0, NULL, 0), 0);
    hwloc_bitmap_clr(machine.allowed, 2);
    cr_assert_eq(machine_stand_ins(&machine, 3, pus), 1);
    cr_expect_eq(pus[0], 0, "1 is of another kind, 2 is forbidden");
    hwloc_bitmap_free(weak);
    machine_close(&machine);
}

/* hwloc ranks CPU kinds; the strongest one is taken. */
Test(machine, prefers_the_strongest_kind)
{
    struct machine machine = imagine("core:8 pu:1");
    hwloc_bitmap_t weak = hwloc_bitmap_alloc(), strong = hwloc_bitmap_alloc();
    unsigned pu;
    hwloc_bitmap_set_range(weak, 0, 5);
    hwloc_bitmap_set_range(strong, 6, 7);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, weak, 1, 0, NULL, 0), 0);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, strong, 2, 0, NULL, 0), 0);
    cr_assert_eq(machine_choose(&machine, MACHINE_AUTO, 0, &pu), 0);
    cr_expect_geq(pu, 6);
    hwloc_bitmap_free(weak);
    hwloc_bitmap_free(strong);
    machine_close(&machine);
}
