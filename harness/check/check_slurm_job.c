/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdio.h>

void check_slurm_job(struct check *check, const json_t *job)
{
    struct finding *f = check_add(check, "batch-job");
    const char *id = json_string_value(json_object_get(job, "id"));
    const json_t *exclusive = json_object_get(job, "exclusive");
    snprintf(f->effect, sizeof f->effect,
             "another job on the node shares caches, memory and turbo, and comes and goes while "
             "we measure");
    if (!id) {
        snprintf(f->read, sizeof f->read, "not in a job of Slurm");
        return;
    }
    if (json_is_true(exclusive)) {
        snprintf(f->read, sizeof f->read, "job %s has the node to itself", id);
        return;
    }
    f->status = FINDING_WARN;
    snprintf(f->read, sizeof f->read, "job %s %s", id,
             json_is_false(exclusive)
                 ? "may share the node with others"
                 : "has this node; scontrol does not say whether other jobs have it, too");
    f->advice = ADVICE_EXCLUSIVE_JOB;
}
