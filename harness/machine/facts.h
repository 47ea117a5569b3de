/* SPDX-License-Identifier: MIT
 *
 * What machine this is and how it is set, as JSON for machine.json: CPU,
 * microcode, topology, kernel, mitigations, governor, turbo, SMT, THP, ASLR,
 * virtualisation, clock source; the PUs it was given and the batch job that gave
 * them. What cannot be read is null.
 *
 * Sources are the files of /proc and /sys named in facts.c, hwloc, and harness/machine/slurm_job.h.
 */
#ifndef HARNESS_MACHINE_FACTS_H
#define HARNESS_MACHINE_FACTS_H

#include "cpuinfo.h"
#include "machine.h"

#include <jansson.h>

/* A new reference, about the machine and the PU measured on; NULL: no memory. */
json_t *facts_collect(const struct machine *machine, unsigned pu);

/* The name of the core that the operating system calls `cpu`, as /proc/cpuinfo has it. */
void facts_cpu_name(int cpu, char *name, size_t size);

/* The same with family, model and stepping, where there are: one name, such as
 * "AMD EPYC" in a virtual machine, may stand for several generations. What a stored
 * state belongs to. */
void facts_cpu_identity(int cpu, char *identity, size_t size);

/* What design that core is of. */
void facts_core_design(int cpu, struct core_design *design);

/* The host's name, fit to be a folder's. */
void facts_host_name(char *name, size_t size);

/* What stays when a host is renamed, as containers are at each start: $ESCAPEBENCH_MACHINE
 * or, hashed, /etc/machine-id; empty where there is neither. Fit to be a file's name. */
void facts_machine_identity(char *identity, size_t size);

#endif
