/* SPDX-License-Identifier: MIT
 *
 * The other hardware threads of a core, by the kernel's word: hwloc shows none that this
 * process may not use. CPUs are the operating system's numbers. Thread-safe.
 */
#ifndef HARNESS_MACHINE_SIBLING_H
#define HARNESS_MACHINE_SIBLING_H

/* A sibling of `cpu` that is online. -ENOENT: the machine shows none; -EIO: unknown. */
int sibling_of(int cpu);

/* Whether the core runs one thread, so that nobody can share it: it shows no sibling, and
 * is no virtual machine's, which may hide one. Known of x86 only; 0 elsewhere. */
int sibling_is_impossible(int cpu);

#endif
