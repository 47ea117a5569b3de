/* SPDX-License-Identifier: MIT
 *
 * The kinds of core of a machine: big and LITTLE, performance and efficiency. hwloc also
 * tells cores apart whose top frequency or capacity alone differs (preferred cores, up to
 * one kind for each core): those are one kind here. What a device tree says a core does at
 * one MHz does make a kind. Threads: as hwloc.
 */
#ifndef HARNESS_MACHINE_CORE_KIND_H
#define HARNESS_MACHINE_CORE_KIND_H

#include <hwloc.h>

/* The kind of a PU: a number, larger for a stronger kind, equal for PUs of one kind; -1
 * where hwloc knows no kinds. */
int core_kind_of(hwloc_topology_t topology, hwloc_obj_t pu);

/* What tells that kind from the others, such as "CoreType=IntelAtom, L1d 32 KiB, L2 2048
 * KiB"; empty where all cores are of one kind. */
void core_kind_describe(hwloc_topology_t topology, hwloc_obj_t pu, char *text, size_t size);

#endif
