/* SPDX-License-Identifier: MIT
 *
 * On machines that hwloc makes up.
 */
#include "harness/machine/partner.h"
#include "tests/support/imagine.h"

#include <criterion/criterion.h>

struct expectation {
    const char *machine;
    unsigned pu;
    enum partner_place place;
    unsigned partner;
};

/* PUs are numbered across cores: in "core:2 pu:2" core 1 has 2 and 3. */
static const struct expectation expectations[] = {
    { "core:1 pu:1", 0, PARTNER_NONE, 0 },
    { "core:1 pu:2", 0, PARTNER_SIBLING, 1 },
    { "core:2 pu:2", 2, PARTNER_SAME_SOCKET, 0 },
    { "core:4 pu:2", 2, PARTNER_SAME_SOCKET, 4 }, /* not 0: the core of PU 0 */
    { "package:1 l3:2 core:4 pu:2", 2, PARTNER_SAME_L3, 4 },
    { "package:2 l3:2 core:1 pu:1", 1, PARTNER_SAME_SOCKET, 0 },
    { "package:2 l3:1 core:1 pu:1", 1, PARTNER_OTHER_NODE, 0 },
    { "package:2 l3:1 core:1 pu:2", 1, PARTNER_OTHER_NODE, 2 },
    { "package:1 numa:2 l3:1 core:1 pu:1", 1, PARTNER_OTHER_NODE, 0 },
};

Test(partner, is_the_nearest_that_does_not_share_the_core)
{
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        const struct expectation *e = &expectations[i];
        struct machine machine = imagine(e->machine);
        struct partner found = partner_find(&machine, e->pu, PARTNER_NONE);
        cr_expect_eq(found.place, e->place, "%s: %s", e->machine, partner_place_name(found.place));
        if (e->place != PARTNER_NONE)
            cr_expect_eq(found.pu, e->partner, "%s: pu:%u", e->machine, found.pu);
        machine_close(&machine);
    }
}

/* Two sockets, two L3 in each, two cores under each, two PUs on each. */
Test(partner, is_found_in_every_place_that_the_machine_has)
{
    struct machine machine = imagine("package:2 l3:2 core:2 pu:2");
    const unsigned pus[] = { 6, 5, 8, 2, 6 }; /* by place; not core 0's */
    for (enum partner_place p = 0; p < PARTNER_PLACES; p++) {
        struct partner found = partner_find(&machine, 4, p);
        cr_expect_eq(found.place, p ? p : PARTNER_SAME_L3);
        cr_expect_eq(found.pu, pus[p], "%s: pu:%u", partner_place_name(p), found.pu);
    }
    machine_close(&machine);
}

Test(partner, is_none_in_a_place_that_the_machine_lacks)
{
    struct machine machine = imagine("package:1 l3:1 core:2 pu:1");
    cr_expect_eq(partner_find(&machine, 0, PARTNER_SIBLING).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_OTHER_NODE).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_SAME_SOCKET).place, PARTNER_NONE);
    cr_expect_eq(partner_find(&machine, 0, PARTNER_SAME_L3).pu, 1);
    machine_close(&machine);
}

Test(partner, what_is_forbidden_is_not_chosen)
{
    struct machine machine = imagine("package:1 l3:1 core:4 pu:1");
    hwloc_bitmap_clr(machine.allowed, 2);
    cr_expect_eq(partner_find(&machine, 1, PARTNER_NONE).pu, 3);
    hwloc_bitmap_only(machine.allowed, 1);
    cr_expect_eq(partner_find(&machine, 1, PARTNER_NONE).place, PARTNER_NONE);
    machine_close(&machine);
}

Test(partner, of_the_same_kind_when_the_place_is_equal)
{
    struct machine machine = imagine("package:1 l3:1 core:4 pu:1");
    hwloc_bitmap_t weak = hwloc_bitmap_alloc(), strong = hwloc_bitmap_alloc();
    hwloc_bitmap_set_range(weak, 1, 2);
    hwloc_bitmap_set(strong, 0);
    hwloc_bitmap_set(strong, 3);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, weak, 1, 0, NULL, 0), 0);
    cr_assert_eq(hwloc_cpukinds_register(machine.topology, strong, 2, 0, NULL, 0), 0);
    cr_expect_eq(partner_find(&machine, 3, PARTNER_NONE).pu, 0,
                 "the strong one, though it is PU 0");
    cr_expect_eq(partner_find(&machine, 1, PARTNER_NONE).pu, 2);
    hwloc_bitmap_free(weak);
    hwloc_bitmap_free(strong);
    machine_close(&machine);
}
