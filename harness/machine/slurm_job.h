/* SPDX-License-Identifier: MIT
 *
 * The Slurm job that this process is part of, as JSON for machine.json: which job, on which
 * node, and whether other jobs may have run on the node.
 *
 * Source: Slurm's environment (sbatch(1), "OUTPUT ENVIRONMENT VARIABLES") and `scontrol
 * show job`, the only source for exclusiveness. Other schedulers are not supported.
 * Threads: no other thread may change the environment meanwhile.
 */
#ifndef HARNESS_MACHINE_SLURM_JOB_H
#define HARNESS_MACHINE_SLURM_JOB_H

#include <jansson.h>

/* A new reference; JSON null outside of a job; NULL: no memory. Runs scontrol and waits up
 * to 10 s for the answer. Members: scheduler, id, array_id, array_task, node, partition,
 * exclusive, exclusive_unknown (why, else null). */
json_t *slurm_job_collect(void);

/* Reads the output of `scontrol show job`. 1: the job had the node to itself. 0: others may
 * have run there. -1: the output does not say. */
int slurm_job_is_exclusive(const char *output);

#endif
