/* SPDX-License-Identifier: MIT */
#include "slurm_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* OverSubscribe=NO is the value under --exclusive and in partitions with EXCLUSIVE. OK, the
 * default, lets other jobs use the CPUs that are left; USER and MCS let some jobs. */
int slurm_job_is_exclusive(const char *output)
{
    static const char field[] = "OverSubscribe=";
    const char *at = strstr(output, field);
    if (!at)
        return -1;
    at += strlen(field);
    return strcspn(at, " \n") == 2 && strncmp(at, "NO", 2) == 0;
}

/* Whether the text is a job number, so that it is safe on a command line. */
static int is_number(const char *text)
{
    return *text && strlen(text) < 12 && text[strspn(text, "0123456789")] == '\0';
}

static int ask_controller(const char *id)
{
    char command[96], output[4096];
    snprintf(command, sizeof command, "timeout 10 scontrol show job %s </dev/null 2>/dev/null", id);
    FILE *pipe = popen(command, "re");
    if (!pipe)
        return -1;
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = '\0';
    return pclose(pipe) == 0 ? slurm_job_is_exclusive(output) : -1;
}

static json_t *text_of(const char *variable)
{
    const char *text = getenv(variable);
    return text && *text ? json_string(text) : json_null();
}

json_t *slurm_job_collect(void)
{
    const char *id = getenv("SLURM_JOB_ID");
    if (!id || !*id)
        return json_null();
    int exclusive = is_number(id) ? ask_controller(id) : -1;
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "scheduler", "slurm", "id", id,
                     "array_id", text_of("SLURM_ARRAY_JOB_ID"), "array_task",
                     text_of("SLURM_ARRAY_TASK_ID"), "node", text_of("SLURMD_NODENAME"),
                     "partition", text_of("SLURM_JOB_PARTITION"), "exclusive",
                     exclusive < 0 ? json_null() : json_boolean(exclusive), "exclusive_unknown",
                     exclusive < 0 ? json_string("scontrol show job does not say") : json_null());
}
