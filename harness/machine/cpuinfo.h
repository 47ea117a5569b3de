/* SPDX-License-Identifier: MIT
 *
 * Reads /proc/cpuinfo for one processor, since a machine may have several kinds of core.
 * Errors: none; a value that cannot be read is empty. Thread-safe.
 */
#ifndef HARNESS_MACHINE_CPUINFO_H
#define HARNESS_MACHINE_CPUINFO_H

#include <stddef.h>

/* The value of `key` in the block of processor `cpu` of the file. If that block lacks the
 * key, or the file has no blocks: the first value of `key` in the file. */
void cpuinfo_value(const char *path, int cpu, const char *key, char *out, size_t size);

/* Whether two processors of the file have different values of `key`. */
int cpuinfo_differs(const char *path, const char *key);

/* What identifies the core's design: x86's vendor, family and model, Arm's implementer
 * (as vendor) and part (as model). -1: unknown. */
struct core_design {
    char vendor[32];
    int family, model;
};

void cpuinfo_design(const char *path, int cpu, struct core_design *design);

#endif
