/* SPDX-License-Identifier: MIT
 *
 * The kinds of core of a machine: big and LITTLE, performance and efficiency. hwloc also
 * separates cores that differ only in top frequency or capacity (preferred cores: up to one
 * kind per core). Here such cores are one kind. Kinds differ in core type, Arm's part number,
 * a device tree's capacity-dmips-mhz, or the sizes of L1 and L2. Threads: a topology may be
 * read by several.
 */
#ifndef HARNESS_MACHINE_CORE_KIND_H
#define HARNESS_MACHINE_CORE_KIND_H

#include <hwloc.h>

/* How strong the PU's kind is: a number that is larger for a stronger kind. -1: hwloc knows no
 * kinds. */
int core_kind_of(hwloc_topology_t topology, hwloc_obj_t pu);

/* Whether two PUs are of one kind. */
int core_kind_is_same(hwloc_topology_t topology, hwloc_obj_t a, hwloc_obj_t b);

/* Describes the PU's kind, such as "CoreType=IntelAtom, L1d 32 KiB, L2 2048 KiB". Empty if all
 * cores of the machine are of one kind. A cpuset that hides the other kinds changes
 * nothing. */
void core_kind_describe(hwloc_topology_t topology, hwloc_obj_t pu, char *text, size_t size);

/* The same of the PU with that logical index (L#). */
void core_kind_describe_pu(hwloc_topology_t topology, unsigned pu, char *text, size_t size);

#endif
