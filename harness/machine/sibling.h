/* SPDX-License-Identifier: MIT
 *
 * The other hardware threads of a core, as the kernel lists them: hwloc hides those that
 * this process may not use. Units: CPUs are the operating system's numbers. Thread-safe.
 */
#ifndef HARNESS_MACHINE_SIBLING_H
#define HARNESS_MACHINE_SIBLING_H

/* An online sibling of `cpu`. -ENOENT: the machine shows none. -EIO: the kernel's list
 * cannot be read. */
int sibling_of(int cpu);

/* 1 if the core certainly runs one thread only: it shows no sibling, and this is no virtual
 * machine, which could hide a sibling. Known on x86 only; 0 elsewhere. */
int sibling_is_impossible(int cpu);

#endif
