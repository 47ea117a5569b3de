/* SPDX-License-Identifier: MIT */
#include "against.h"

#include "bench/commands.h"
#include "harness/base/files.h"
#include "harness/record/case_table.h"
#include "harness/run/samples.h"
#include "plan.h"
#include "run_folder.h"
#include "scenarios/index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int against_print_build(const struct build *build)
{
    json_t *json = machine_json_build(build);
    int error = json && json_dumpf(json, stdout, 0) == 0 && fflush(stdout) == 0 ? 0 : -EIO;
    json_decref(json);
    return error;
}

/* The JSON that `PROGRAM worker build` prints; NULL if it prints none. */
static json_t *ask_build(const char *program)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(program, "escapebench", "worker", "build", (char *) NULL);
        _exit(127);
    }
    close(ends[1]);
    json_t *json = pid > 0 ? json_loadfd(ends[0], JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, NULL, 0);
    return json;
}

static const char *text_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "unknown";
}

static void read_build(struct against *a)
{
    const json_t *json = a->build_json = ask_build(a->program);
    a->build = (struct build){
        .version = text_of(json, "version"),
        .commit = text_of(json, "commit"),
        .dirty = json_is_true(json_object_get(json, "dirty")),
        .compiler = text_of(json, "compiler"),
        .flags = text_of(json, "flags"),
        .scenario_flags = text_of(json, "scenario_flags"),
        .type = text_of(json, "type"),
    };
}

/* Starts a worker of the other build to see whether it accepts this program's plan. */
static int try_worker(struct against *a, struct options_run *options, struct run *run)
{
    struct worker_pool *pool = run->pool;
    *pool->plan =
        (struct worker_plan){ .job = WORKER_IDENTIFY, .pus = { run->settings.pu }, .pu_count = 1 };
    snprintf(pool->plan->allocator, sizeof pool->plan->allocator, "%s", allocators[0].name);
    worker_pool_use(pool, a->program);
    int error = worker_pool_run(pool);
    worker_pool_use(pool, run->program);
    if (!error)
        return 0;
    options_refuse(options->error,
                   "%s cannot take turns with this program worker by worker: %s; "
                   "scripts/compare-builds measures run by run",
                   options->against, pool->report->error);
    return -EINVAL;
}

static int find_program(struct against *a, struct options_run *options)
{
    if (realpath(options->against, a->program) && access(a->program, X_OK) == 0)
        return 0;
    options_refuse(options->error, "--against wants another escapebench, and '%s' is none: %s",
                   options->against, reason_of(-errno));
    return -EINVAL;
}

int against_open(struct against *a, struct options_run *options,
                 const struct allocator *const *chosen, struct run *run)
{
    int error = find_program(a, options);
    if (!error)
        error = try_worker(a, options, run);
    if (error)
        return error;
    read_build(a);
    run_open(&a->run, &run->settings, run->pool, run->rng);
    a->run.program = a->program;
    run->against = &a->run;
    return plan_cases(options, scenarios, chosen, run->settings.partners, &a->run.cases,
                      &a->run.case_count);
}

int against_take_folder(struct against *a, const char *folder)
{
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s-against", folder) >= (int) sizeof name)
        return -ENAMETOOLONG;
    return run_folder_take(name, a->folder, sizeof a->folder);
}

int against_make_files(struct against *a)
{
    char path[PATH_MAX + 32];
    struct csv_row row;
    snprintf(path, sizeof path, "%s/samples.csv", a->folder);
    a->run.samples_fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (a->run.samples_fd < 0)
        return -errno;
    samples_header(&row, &a->run.settings.counters);
    return csv_write(&row, a->run.samples_fd);
}

int against_write_files(struct against *a, const struct record *record, int interrupted)
{
    char path[PATH_MAX + 32];
    a->record = *record;
    a->record.run = &a->run;
    a->record.build = &a->build;
    snprintf(path, sizeof path, "%s/comparison.csv", a->folder);
    int error = case_table_write(&a->run, path, interrupted);
    if (error)
        return error;
    snprintf(path, sizeof path, "%s/machine.json", a->folder);
    return machine_json_write(&a->record, path);
}

void against_close(struct against *a)
{
    run_close(&a->run);
    json_decref(a->build_json);
}
