/* SPDX-License-Identifier: MIT */
#include "against.h"
#include "bench/print/detected.h"
#include "bench/print/fixes.h"
#include "bench/print/progress.h"
#include "build.h"
#include "commands.h"
#include "found.h"
#include "go_lanes.h"
#include "harness/base/clock.h"
#include "harness/base/files.h"
#include "harness/base/rng.h"
#include "harness/machine/facts.h"
#include "harness/record/case_table.h"
#include "harness/record/check_run.h"
#include "harness/record/machine_json.h"
#include "harness/record/spread_keep.h"
#include "harness/run/quiet_search.h"
#include "harness/run/samples.h"
#include "plan.h"
#include "resume.h"
#include "run_detect.h"
#include "run_end.h"
#include "run_folder.h"
#include "scenarios/index.h"
#include "signals.h"
#include "start.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One `escapebench run` from its command line to its files. */
struct session {
    struct options_run options;
    struct machine machine;
    struct worker_pool pool;
    struct run run;
    struct rng rng;
    struct record record;
    struct resume resume;       /* used with --resume only */
    struct against against;     /* used with --against only */
    struct decisions decisions; /* used with --detect only */
    struct check check;         /* findings made before measuring */
    struct check_snapshot snapshot;
    struct progress progress;
    struct found found;
    const struct allocator *chosen[OPTIONS_LIST_MAX + 1];
    struct quiet_search quiet_search;
    char *program; /* this one's path */
    char host[128];
    char valgrind[PATH_MAX];    /* empty: not asked for */
    char folder[PATH_MAX - 32]; /* of this run's files */
    char shown[PATH_MAX];       /* the folder's name in messages */
    int reserve_fd;             /* space reserved on the disk for machine.json; negative: none */
    int write_errno;
    double next_table_s; /* when the table may be written again */
};

enum {
    RESERVE = 64 << 10, /* several times what machine.json takes */
    TABLE_S = 5,        /* between two tables of a run under way */
};

static const char *path_in(const struct session *s, const char *file, char *path)
{
    snprintf(path, PATH_MAX, "%s/%s", s->folder, file);
    return path;
}

/* ---- turn the command line into a plan; no files are written yet ---- */

/* Starts a worker that verifies the allocator, and keeps its answer for machine.json. */
static int is_installed(const struct allocator *allocator, void *context)
{
    struct session *s = context;
    if (allocator->go)
        return go_lanes_describe(&s->found, &s->pool, s->run.settings.pu, allocator->go);
    return found_verify(&s->found, &s->pool, s->run.settings.pu, allocator);
}

/* Makes every later worker load the file that was found. */
static void resolve(struct session *s)
{
    for (size_t i = 0; s->chosen[i]; i++)
        s->chosen[i] = found_resolve(&s->found, s->chosen[i]);
}

/* Whether a case needs more workers. */
static int is_open(const struct run *run, size_t index, void *context)
{
    return decisions_is_open(&((struct session *) context)->decisions, run, index);
}

/* Prints what the table will not contain, and why. */
static void remark(const struct session *s)
{
    char left_out[4096];
    if (s->options.quiet)
        return;
    found_remark_environment(&s->pool.environment);
    if (s->options.allocator_count == 0) {
        found_remark(&s->found, left_out, sizeof left_out);
        fputs(left_out, stderr);
    }
    plan_remark(&s->options, scenarios, s->chosen, s->run.settings.partners, left_out,
                sizeof left_out);
    fputs(left_out, stderr);
}

static int plan(struct session *s)
{
    struct options_run *o = &s->options;
    int error = plan_counters(o);
    if (!error)
        error = plan_callgrind(o, s->valgrind, sizeof s->valgrind);
    if (!error)
        error = plan_places(o, &s->machine, &s->run.settings);
    if (!error)
        error = plan_allocators(o, go_lanes_here(), is_installed, s, s->chosen);
    for (size_t i = 0; !error && o->allocator_count > 0 && s->chosen[i]; i++)
        is_installed(s->chosen[i], s);
    if (!error)
        resolve(s);
    if (!error)
        error = plan_cases(o, scenarios, s->chosen, s->run.settings.partners, &s->run.cases,
                           &s->run.case_count);
    if (!error)
        plan_rank_cases(scenario_contents, s->run.cases, s->run.case_count);
    if (error)
        complain("%s", o->error[0] ? o->error : reason_of(error));
    else
        remark(s);
    return error;
}

static int open_session(struct session *s)
{
    char program[PATH_MAX];
    int error = start_measuring(program, &s->machine);
    if (error)
        return error;
    if ((error = worker_pool_open(&s->pool, &s->machine, s->program = strdup(program))) != 0) {
        complain("no workers can be prepared: %s", s->pool.error);
        return error;
    }
    error = worker_pool_add_variables(&s->pool, s->options.environment);
    if (error)
        return error;
    s->pool.stop = &signals_stop;
    s->rng.state = s->options.seed;
    const struct run_settings settings = { .effort = s->options.effort,
                                           .precision = s->options.precision,
                                           .max_time_s = s->options.max_time_s,
                                           .seed = s->options.seed,
                                           .counters = s->options.counters,
                                           .callgrind = s->options.callgrind,
                                           .bare = plan_is_bare(&s->options) };
    run_open(&s->run, &settings, &s->pool, &s->rng);
    s->pool.valgrind = s->valgrind;
    s->found.records = json_array();
    s->record.allocators = s->found.records;
    facts_host_name(s->host, sizeof s->host);
    error = plan(s);
    if (!error && s->options.against) {
        error = against_open(&s->against, &s->options, s->chosen, &s->run);
        if (error)
            complain("%s", s->options.error[0] ? s->options.error : reason_of(error));
    }
    if (!error && s->options.detect > 0)
        error = run_detect_plan(&s->decisions, &s->run, &s->options, s->chosen);
    if (!error && s->options.detect > 0)
        s->run.is_open = is_open;
    return error;
}

/* ---- the run's folder ---- */

static int make_files(struct session *s)
{
    int error = s->options.output
                    ? run_folder_take(s->options.output, s->folder, sizeof s->folder)
                    : run_folder_make(s->host, &s->record.start, s->folder, sizeof s->folder);
    const char *refused = s->folder;
    if (!error && s->options.against) {
        error = against_take_folder(&s->against, s->folder);
        refused = error ? s->against.folder : s->folder;
    }
    if (!error)
        error = run_folder_open_samples(s->folder, &s->run);
    if (!error && s->options.against)
        error = against_make_files(&s->against);
    s->reserve_fd = error ? -1 : files_reserve(s->folder, RESERVE);
    if (error == -EEXIST)
        complain("'%s' already holds a run; choose another folder for --output", refused);
    else if (error)
        complain("cannot write to the output folder '%s': %s; choose one with --output", refused,
                 reason_of(error));
    return error;
}

static void record_check(struct session *s)
{
    struct check check = s->check;
    check_run_end(&check, &s->snapshot, &s->run, &s->machine);
    json_decref(s->record.check);
    s->record.check = check_json(&check, fix_of);
}

/* machine.json comes last, because its "state" says whether the other two files are
 * complete. */
static void write_files(struct session *s, int interrupted)
{
    char path[PATH_MAX];
    record_check(s);
    int table = case_table_write(&s->run, path_in(s, "comparison.csv", path), interrupted);
    int record = machine_json_write(&s->record, path_in(s, "machine.json", path));
    int error = table ? table : record;
    if (!error && s->options.against)
        error = against_write_files(&s->against, &s->record, interrupted);
    if (error)
        s->write_errno = -error;
}

/* Called after each round. Writes a table of what was measured so far, so that even a kill -9
 * leaves one. Tables come so seldom that they take less than a twentieth of the time. */
static void on_round(const struct run *run, void *context)
{
    struct session *s = context;
    double start = clock_seconds();
    if (run->is_open && decisions_promise(&s->decisions))
        detected_print_promise(&s->decisions, run->settings.max_time_s);
    if (start < s->next_table_s)
        return;
    write_files(s, 1);
    double end = clock_seconds();
    s->next_table_s = end + fmax(TABLE_S, 20 * (end - start));
}

static void on_watch(const struct run *run, void *context)
{
    progress_draw(&((struct session *) context)->progress, run);
}

/* ---- measuring ---- */

static void pass_on(const struct quiet_search *state)
{
    if (state->remark[0])
        complain("%s", state->remark);
}

static int measure(struct session *s)
{
    progress_start(&s->progress, !s->options.quiet);
    s->run.watch = on_watch;
    s->run.round_done = on_round;
    s->run.context = s;
    int error = quiet_search_find(&s->quiet_search, &s->run);
    pass_on(&s->quiet_search);
    if (s->resume.machine)
        resume_quiet_state(&s->resume, &s->run.quiet_state);
    if (!error)
        error = run_measure(&s->run);
    progress_stop(&s->progress);
    if (error && error != -EINTR && !s->run.ending[0])
        snprintf(s->run.ending, sizeof s->run.ending, "%s", reason_of(error));
    if (s->run.samples_errno)
        s->write_errno = s->run.samples_errno;
    if (!error) {
        quiet_search_keep(&s->quiet_search, &s->run);
        pass_on(&s->quiet_search);
    }
    return error;
}

static void finish(struct session *s, int interrupted)
{
    char path[PATH_MAX];
    int error = run_end_conclude(&s->run, s->shown, path_in(s, "summary.csv", path), &s->options);
    if (error && !s->write_errno)
        s->write_errno = -error;
    if (interrupted)
        complain("interrupted: the run is partial; what was measured is in %s", s->folder);
    if (s->write_errno)
        complain("not everything could be written to %s: %s", s->folder,
                 reason_of(-s->write_errno));
}

/* Stores the spread of the cases' workers for later comparisons. An error here does not
 * fail the run. */
static void keep_spreads(const struct session *s)
{
    char replaced[PATH_MAX], again[PATH_MAX];
    int error = spread_keep(&s->run, &s->decisions, s->record.start.tv_sec, replaced);
    if (!error && s->options.against)
        error = spread_keep(&s->against.run, NULL, s->record.start.tv_sec, again);
    if (replaced[0] && !s->options.quiet)
        complain("%s was damaged: the history of spreads begins with this run", replaced);
    if (error && error != -ENOENT && !s->options.quiet)
        complain("the spread of the workers could not be stored: %s", reason_of(error));
}

/* Opens the files of a resumed run, if machine and program are those of the run. */
static int reopen_files(struct session *s)
{
    snprintf(s->folder, sizeof s->folder, "%s", s->options.output);
    json_t *fresh = machine_json_make(&s->record);
    int error = resume_check(&s->resume, fresh);
    json_decref(fresh);
    if (!error)
        error = resume_results(&s->resume, s->folder, &s->run);
    if (error)
        complain("%s", s->resume.error);
    s->record.earlier = resume_sittings(&s->resume);
    return error;
}

static int run_session(struct session *s)
{
    clock_gettime(CLOCK_REALTIME, &s->record.start);
    if (!s->resume.machine && make_files(s) != 0)
        return EXIT_USAGE;
    build_id(s->record.build_id, sizeof s->record.build_id);
    s->record.facts = facts_collect(&s->machine, s->run.settings.pu);
    machine_json_describe_cpu(s->record.facts);
    s->record.run = &s->run;
    s->record.build = &build_of_program;
    s->record.state_file = s->quiet_search.file;
    check_run_start(&s->check, &s->snapshot, &s->machine, s->run.settings.pu);
    if (s->resume.machine && reopen_files(s) != 0)
        return EXIT_USAGE;
    write_files(s, 1); /* so that even a run that is killed now can be resumed */
    run_leave_cores(&s->run.settings, &s->machine);
    int error = measure(s);
    int interrupted = error == -EINTR;
    s->record.state = error ? RECORD_PARTIAL : RECORD_COMPLETE;
    if (s->reserve_fd >= 0)
        close(s->reserve_fd);
    write_files(s, error != 0);
    if (!error)
        keep_spreads(s);
    run_folder_name(s->folder, s->options.output, s->shown, sizeof s->shown);
    finish(s, interrupted);
    if (error && !interrupted && !s->write_errno)
        complain("the run ended early: %s", s->run.ending);
    if (error || s->write_errno || !run_end_is_complete(&s->run, s->shown, &s->options))
        return EXIT_NOT_MEASURED;
    return s->options.detect > 0 ? run_detect_conclude(&s->decisions, &s->run) : EXIT_FINE;
}

int command_run(int argc, char **argv)
{
    static struct session session;
    struct session *s = &session;
    s->record.arguments = machine_json_arguments(argc, argv);
    if (options_parse_run(argc, argv, &s->options) != 0) {
        complain("%s", s->options.error);
        return EXIT_USAGE;
    }
    if (s->options.resume) {
        static struct options_run now;
        now = s->options;
        if (resume_open(&s->resume, &now, &s->options) != 0) {
            complain("%s", s->resume.error);
            return EXIT_USAGE;
        }
        json_decref(s->record.arguments);
        s->record.arguments = resume_arguments(&s->resume);
    }
    s->record.labels = s->options.labels;
    if (s->options.machine)
        setenv("ESCAPEBENCH_MACHINE", s->options.machine, 1);
    signals_catch();
    int error = open_session(s);
    int status = error == 0 ? run_session(s) : error == -EINVAL ? EXIT_USAGE : EXIT_NOT_MEASURED;
    if (signals_stop)
        status = 128 + signals_stop;
    run_close(&s->run);
    against_close(&s->against);
    decisions_close(&s->decisions);
    json_decref(s->record.facts);
    json_decref(s->record.allocators);
    json_decref(s->record.check);
    json_decref(s->record.arguments);
    json_decref(s->record.earlier);
    resume_close(&s->resume);
    free(s->program);
    worker_pool_close(&s->pool);
    machine_close(&s->machine);
    return status;
}
