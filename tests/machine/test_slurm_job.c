/* SPDX-License-Identifier: MIT
 *
 * What machine.json says about the batch job. The test puts a scontrol of its own on the PATH;
 * tests/lab/slurm uses the real one.
 */
#include "harness/check/check.h"
#include "harness/machine/slurm_job.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char folder[SCRATCH_MAX];

/* A scontrol that prints a job's fields, or fails. */
static void install_scontrol(const char *script)
{
    char path[2 * SCRATCH_MAX], search[4096];
    snprintf(path, sizeof path, "%s/scontrol", folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    cr_assert_eq(chmod(path, 0755), 0);
    snprintf(search, sizeof search, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", search, 1);
}

static void set_up(void)
{
    scratch_make(folder);
    setenv("SLURM_JOB_ID", "17", 1);
    setenv("SLURM_ARRAY_JOB_ID", "12", 1);
    setenv("SLURM_ARRAY_TASK_ID", "4", 1);
    setenv("SLURMD_NODENAME", "node07", 1);
    setenv("SLURM_JOB_PARTITION", "bench", 1);
}

static void tear_down(void)
{
    scratch_remove(folder);
}

TestSuite(job, .init = set_up, .fini = tear_down);

static const char *member(const json_t *job, const char *name)
{
    return json_string_value(json_object_get(job, name));
}

Test(job, exclusive_is_no_sharing)
{
    cr_expect_eq(slurm_job_is_exclusive("   OverSubscribe=NO Contiguous=0"), 1);
    cr_expect_eq(slurm_job_is_exclusive("   OverSubscribe=OK Contiguous=0"), 0);
    cr_expect_eq(slurm_job_is_exclusive("OverSubscribe=USER\n"), 0);
    cr_expect_eq(slurm_job_is_exclusive("OverSubscribe=NOBODY\n"), 0);
    cr_expect_eq(slurm_job_is_exclusive("slurm_load_jobs error: Invalid job id"), -1);
}

Test(job, is_what_slurm_says)
{
    install_scontrol("[ \"$*\" = 'show job 17' ] && echo '   OverSubscribe=NO Contiguous=0'");
    json_t *job = slurm_job_collect();
    cr_expect_str_eq(member(job, "scheduler"), "slurm");
    cr_expect_str_eq(member(job, "id"), "17");
    cr_expect_str_eq(member(job, "array_id"), "12");
    cr_expect_str_eq(member(job, "array_task"), "4");
    cr_expect_str_eq(member(job, "node"), "node07");
    cr_expect_str_eq(member(job, "partition"), "bench");
    cr_expect(json_is_true(json_object_get(job, "exclusive")));
    cr_expect(json_is_null(json_object_get(job, "exclusive_unknown")));
    json_decref(job);
}

Test(job, is_unknown_when_nobody_answers)
{
    install_scontrol("echo '   OverSubscribe=NO'; exit 1");
    unsetenv("SLURM_ARRAY_JOB_ID");
    json_t *job = slurm_job_collect();
    cr_expect(json_is_null(json_object_get(job, "exclusive")));
    cr_expect(json_is_string(json_object_get(job, "exclusive_unknown")));
    cr_expect(json_is_null(json_object_get(job, "array_id")));
    json_decref(job);
}

Test(job, no_number_reaches_no_shell)
{
    install_scontrol("echo '   OverSubscribe=NO'");
    setenv("SLURM_JOB_ID", "1; touch /tmp/no", 1);
    json_t *job = slurm_job_collect();
    cr_expect(json_is_null(json_object_get(job, "exclusive")));
    json_decref(job);
}

Test(job, outside_is_null)
{
    unsetenv("SLURM_JOB_ID");
    json_t *job = slurm_job_collect();
    cr_expect(json_is_null(job));
    json_decref(job);
}

/* ---- what check says of it ---- */

static struct finding finding_about(json_t *job)
{
    struct check check = { .count = 0 };
    check_slurm_job(&check, job);
    json_decref(job);
    cr_assert_eq(check.count, 1);
    return check.findings[0];
}

Test(job, a_shared_node_is_warned_about)
{
    install_scontrol("echo '   OverSubscribe=OK'");
    struct finding f = finding_about(slurm_job_collect());
    cr_expect_eq(f.status, FINDING_WARN);
    cr_expect_not_null(strstr(f.read, "job 17 may share the node"));
    cr_expect_eq(f.advice, ADVICE_EXCLUSIVE_JOB);
}

Test(job, an_unknown_neighbourhood_is_warned_about)
{
    install_scontrol("exit 1");
    struct finding f = finding_about(slurm_job_collect());
    cr_expect_eq(f.status, FINDING_WARN);
    cr_expect_not_null(strstr(f.read, "does not say"));
}

Test(job, an_exclusive_node_is_fine_and_so_is_none)
{
    install_scontrol("echo '   OverSubscribe=NO'");
    cr_expect_eq(finding_about(slurm_job_collect()).status, FINDING_OK);
    unsetenv("SLURM_JOB_ID");
    cr_expect_eq(finding_about(slurm_job_collect()).status, FINDING_OK);
}
