/* SPDX-License-Identifier: MIT
 *
 * Staying on one CPU, without a library: a worker binds itself in the time that its work
 * takes. Which CPU is for the parent to say (harness/machine/machine.h).
 *
 * CPUs are the operating system's numbers. Errors: negative errno. Threads: the calling
 * thread's binding.
 */
#ifndef HARNESS_BASE_AFFINITY_H
#define HARNESS_BASE_AFFINITY_H

/* Binds the calling thread to a CPU and reads binding and place back. -ENODEV: there is
 * no such CPU, or this process may not use it; -EXDEV: the kernel did not put us there. */
int affinity_bind(unsigned cpu);

#endif
