/* SPDX-License-Identifier: MIT
 *
 * The machine's cores, through hwloc: chooses the PU to measure on and binds threads.
 *
 * Units: PU and core indexes are hwloc's logical ones, as lstopo prints them (L#).
 * Ownership: machine_open allocates, machine_close frees. Errors: negative errno. Threads:
 * one thread per struct machine.
 */
#ifndef HARNESS_MACHINE_MACHINE_H
#define HARNESS_MACHINE_MACHINE_H

#include <hwloc.h>

struct machine {
    hwloc_topology_t topology;
    hwloc_bitmap_t allowed; /* PUs that this process may be bound to */
};

/* Loads this machine's topology and which PUs this process may use: those of the cpuset and
 * affinity that the process was started with, and isolated cores, too, if the affinity is
 * the system's default. The affinity is read from the kernel, not from hwloc. -ENOMEM,
 * -EIO; -EACCES: sched_getaffinity is denied. */
int machine_open(struct machine *machine);

void machine_close(struct machine *machine);

/* Checks that hwloc describes the machine that this process runs on. An environment
 * variable may have given hwloc the topology of another machine; hwloc then binds nothing.
 * -EXDEV: hwloc describes another machine, and `why` has one line with the cure. */
int machine_verify(const struct machine *machine, char *why, size_t size);

enum machine_unit { MACHINE_AUTO, MACHINE_CORE, MACHINE_PU };

/* Chooses the PU to measure on and writes its logical index to *pu. MACHINE_AUTO prefers,
 * in this order: isolated cores, the strongest kind of core, any PU but 0, the core that
 * was least busy during the last 50 ms (which this call waits for), the highest frequency.
 * MACHINE_CORE: the first allowed PU of core `index`. -ENODEV: no such unit. -EACCES: the
 * unit exists, but this process may not use it. */
int machine_choose(const struct machine *machine, enum machine_unit unit, unsigned index,
                   unsigned *pu);

/* Binds the calling thread to one PU, then reads back the binding and where the thread
 * runs. -ENODEV: no such PU. -EXDEV: the kernel did not move the thread there. */
int machine_bind(const struct machine *machine, unsigned pu);

enum { MACHINE_STAND_INS_MOST = 3 };

/* Finds PUs on which the same work takes as long as on `pu`: one PU of each other core that
 * is of the same kind, isolated if and only if `pu` is, and under the same L3 (where no L3
 * is shown: in the same package and NUMA node). The core of PU 0 comes last. Returns how
 * many are in `pus`. */
size_t machine_stand_ins(const struct machine *machine, unsigned pu,
                         unsigned pus[MACHINE_STAND_INS_MOST]);

/* Binds the calling thread to all allowed PUs of cores that hold none of `pus`, so that the
 * thread does not disturb a measurement there. If one of `pus` would leave no PU, that one
 * and those after it are ignored. Does nothing if there is only one core. -EXDEV: the
 * kernel did not bind the thread so. */
int machine_bind_away(const struct machine *machine, const unsigned *pus, size_t count);

/* How many cores and PUs this process may use. */
unsigned machine_cores(const struct machine *machine);
unsigned machine_pus(const struct machine *machine);

/* The operating system's number of a PU; -ENODEV. */
int machine_os_index(const struct machine *machine, unsigned pu);

/* Whether the PU is in the kernel's isolated set. */
int machine_is_isolated(const struct machine *machine, unsigned pu);

#endif
