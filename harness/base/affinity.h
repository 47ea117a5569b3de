/* SPDX-License-Identifier: MIT
 *
 * Binds a thread to one CPU by system calls alone. A worker uses this and not hwloc,
 * because loading hwloc takes longer than the worker's work. The parent chooses the CPU
 * (harness/machine/machine.h).
 *
 * CPUs are the operating system's numbers. Errors: negative errno. Threads: any.
 */
#ifndef HARNESS_BASE_AFFINITY_H
#define HARNESS_BASE_AFFINITY_H

/* Binds the calling thread to a CPU, then reads back the binding and where the thread runs.
 * -ENODEV: there is no such CPU, or this process may not use it. -EXDEV: the kernel did not
 * move the thread there. */
int affinity_bind(unsigned cpu);

/* Reads back the affinity of all threads of this process. 0: each may run on that CPU only.
 * -EXDEV: a thread may not run there, or may run elsewhere, too. -ENODEV: the calling thread
 * is such a one, so a cpuset that changed has moved all of them. */
int affinity_check_threads(unsigned cpu);

/* Whether the kernel tells where the calling thread may run: 0, or why it does not, such as
 * -EPERM under a seccomp filter. */
int affinity_check_readable(void);

#endif
