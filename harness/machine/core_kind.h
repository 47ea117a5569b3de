/* SPDX-License-Identifier: MIT
 *
 * The kinds of core of a machine: big and LITTLE, performance and efficiency. hwloc also
 * separates cores that differ only in top frequency or capacity (preferred cores: up to one
 * kind per core). Here such cores are one kind. A device tree's capacity-dmips-mhz does
 * separate kinds. Threads: a topology may be read by several.
 */
#ifndef HARNESS_MACHINE_CORE_KIND_H
#define HARNESS_MACHINE_CORE_KIND_H

#include <hwloc.h>

/* The kind of a PU as a number: equal for PUs of one kind, larger for a stronger kind. -1:
 * hwloc knows no kinds. */
int core_kind_of(hwloc_topology_t topology, hwloc_obj_t pu);

/* Describes how the PU's kind differs from the others, such as "CoreType=IntelAtom, L1d 32
 * KiB, L2 2048 KiB". Empty if all cores are of one kind. */
void core_kind_describe(hwloc_topology_t topology, hwloc_obj_t pu, char *text, size_t size);

/* The same of the PU with that logical index (L#). */
void core_kind_describe_pu(hwloc_topology_t topology, unsigned pu, char *text, size_t size);

#endif
