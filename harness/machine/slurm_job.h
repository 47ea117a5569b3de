/* SPDX-License-Identifier: MIT
 *
 * The batch job that this process is part of, as JSON for machine.json: which
 * job, where, and whether anybody else may have been on the node.
 *
 * Source: Slurm's environment (sbatch(1), "OUTPUT ENVIRONMENT VARIABLES") and
 * `scontrol show job`, which alone knows about exclusiveness. Other schedulers
 * are not looked for. Threads: reads the environment.
 */
#ifndef HARNESS_MACHINE_SLURM_JOB_H
#define HARNESS_MACHINE_SLURM_JOB_H

#include <jansson.h>

/* A new reference; JSON's null outside of a job; NULL: no memory. Asks scontrol
 * and waits up to 10 s for its answer. Members: scheduler, id, array_id,
 * array_task, node, partition, exclusive, exclusive_unknown (why, else null). */
json_t *slurm_job_collect(void);

/* What scontrol's output say: 1 the node was the job's alone, 0 others may have
 * been there, -1 they do not say. */
int slurm_job_is_exclusive(const char *output);

#endif
