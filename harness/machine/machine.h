/* SPDX-License-Identifier: MIT
 *
 * The machine's cores, through hwloc: which one to measure on, and staying there.
 *
 * Indexes are hwloc's logical ones, as lstopo prints them (L#).
 * Ownership: machine_open allocates, machine_close frees. Errors: negative
 * errno. Threads: one thread per struct machine.
 */
#ifndef HARNESS_MACHINE_MACHINE_H
#define HARNESS_MACHINE_MACHINE_H

#include <hwloc.h>

struct machine {
    hwloc_topology_t topology;
    hwloc_bitmap_t allowed; /* PUs that this process may be bound to */
};

/* Loads this machine's topology and what this process may use of it: the
 * cpuset and affinity it was started with, and isolated cores when the
 * affinity is the system's default. The affinity is the kernel's word, not the
 * library's. -ENOMEM, -EIO. */
int machine_open(struct machine *machine);

void machine_close(struct machine *machine);

/* Whether what hwloc says is true of the machine that the kernel runs on: an environment
 * variable may have told it of another one, and then it binds nothing. -EXDEV: it is not;
 * `why` then has one line with the cure. */
int machine_verify(const struct machine *machine, char *why, size_t size);

enum machine_unit { MACHINE_AUTO, MACHINE_CORE, MACHINE_PU };

/* The PU to measure on. MACHINE_AUTO: isolated cores first, then the strongest
 * CPU kind, then not PU 0, then the core that was least busy just now (this
 * takes 50 ms), then the one with the highest frequency. MACHINE_CORE: the first allowed PU of core
 * `index`. Gives the logical index of a PU in *pu. -ENODEV: no such unit; -EACCES: it exists but
 * this process may not use it. */
int machine_choose(const struct machine *machine, enum machine_unit unit, unsigned index,
                   unsigned *pu);

/* Binds the calling thread to one PU and reads the binding and the place back.
 * -ENODEV: no such PU; -EXDEV: the kernel did not put us there. */
int machine_bind(const struct machine *machine, unsigned pu);

enum { MACHINE_STAND_INS_MOST = 3 };

/* PUs on which anything takes as long as on `pu`: of other cores, one of each, of
 * the same CPU kind, isolated or not alike, under the same L3, or without one in
 * the same package and NUMA node. That of PU 0 comes last. How many are in
 * `pus`. */
size_t machine_stand_ins(const struct machine *machine, unsigned pu,
                         unsigned pus[MACHINE_STAND_INS_MOST]);

/* Binds the calling thread to every allowed PU whose core is not that of one of
 * `pus`, so that it does not disturb; where that would leave none, the last of
 * them do not count. Does nothing when there is but one core. -EXDEV: the kernel did not
 * bind us so. */
int machine_bind_away(const struct machine *machine, const unsigned *pus, size_t count);

/* How many cores and PUs this process may use. */
unsigned machine_cores(const struct machine *machine);
unsigned machine_pus(const struct machine *machine);

/* The operating system's number of a PU; -ENODEV. */
int machine_os_index(const struct machine *machine, unsigned pu);

/* Whether the PU is in the kernel's isolated set. */
int machine_is_isolated(const struct machine *machine, unsigned pu);

#endif
