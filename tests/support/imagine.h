/* SPDX-License-Identifier: MIT
 *
 * Machines that hwloc makes up from a line of text, such as "core:4 pu:2".
 */
#ifndef TESTS_SUPPORT_IMAGINE_H
#define TESTS_SUPPORT_IMAGINE_H

#include "harness/machine/machine.h"

#include <criterion/criterion.h>

/* A machine with all its PUs allowed. machine_close frees it. */
static inline struct machine imagine(const char *description)
{
    struct machine machine;
    cr_assert_eq(hwloc_topology_init(&machine.topology), 0);
    cr_assert_eq(hwloc_topology_set_synthetic(machine.topology, description), 0);
    cr_assert_eq(hwloc_topology_load(machine.topology), 0);
    machine.allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(machine.topology));
    return machine;
}

#endif
