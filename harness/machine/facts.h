/* SPDX-License-Identifier: MIT
 *
 * Facts about this machine and its settings, as JSON for machine.json: CPU, microcode,
 * topology, kernel, mitigations, governor, turbo, SMT, THP, ASLR, virtualisation, clock
 * source; the PUs that this process may use and the batch job that it is part of. A fact
 * that cannot be read is null.
 *
 * Sources are the files of /proc and /sys named in facts.c, hwloc, and harness/machine/slurm_job.h.
 */
#ifndef HARNESS_MACHINE_FACTS_H
#define HARNESS_MACHINE_FACTS_H

#include "cpuinfo.h"
#include "machine.h"

#include <jansson.h>

/* Facts about the machine and the PU measured on. A new reference; NULL: no memory. */
json_t *facts_collect(const struct machine *machine, unsigned pu);

/* The name of the core that the operating system calls `cpu`, with family, model and stepping
 * where /proc/cpuinfo has them. The name alone, such as "AMD EPYC" in a virtual machine, may
 * stand for several generations. A stored quiet state belongs to one such identity. */
void facts_cpu_identity(int cpu, char *identity, size_t size);

/* The design of the core that the operating system calls `cpu`. */
void facts_core_design(int cpu, struct core_design *design);

/* The host's name, with only such characters as fit a folder's name. */
void facts_host_name(char *name, size_t size);

/* An identity that survives a change of the host's name (containers get a new name at each
 * start): $ESCAPEBENCH_MACHINE, else a hash of /etc/machine-id. Empty if there is neither.
 * Fit to be a file's name. */
void facts_machine_identity(char *identity, size_t size);

/* The name of files that belong to this machine: its identity, or the host's name if it has
 * none. */
void facts_machine_name(char *name, size_t size);

/* The name of files that belong to one kind of core of this machine: the machine's name, and a
 * hash of the kind's description (core_kind_describe) unless that is empty or NULL. */
void facts_kind_name(const char *kind, char *name, size_t size);

#endif
