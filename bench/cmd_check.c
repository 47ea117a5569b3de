/* SPDX-License-Identifier: MIT */
#include "bench/print/fixes.h"
#include "bench/print/terminal.h"
#include "commands.h"
#include "harness/base/rng.h"
#include "harness/record/check_run.h"
#include "harness/run/quiet_search.h"
#include "harness/subject/catalogue.h"
#include "plan.h"
#include "scenarios/index.h"
#include "start.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The control is measured for this long and never counts as precise enough: its interval
 * needs a tenth of a second, but that is too short to see how often the core is
 * disturbed. */
static const double CONTROL_S = 2, NEVER_PRECISE = 1e-9;

/* One `escapebench check`. */
struct checking {
    struct options_check options;
    struct machine machine;
    struct worker_pool pool;
    struct run run;
    struct rng rng;
    struct check check;
    struct check_snapshot snapshot;
    char program[PATH_MAX];
};

/* Plans the control alone, with the C library's allocator. */
static int plan(struct checking *e)
{
    const struct allocator *chosen[] = { &allocators[0], NULL };
    struct options_run *o = &e->options.run;
    o->globs[0] = scenario_control(scenarios)->name;
    o->glob_count = 1;
    const struct run_settings settings = { .effort = effort_find("normal"),
                                           .max_time_s = CONTROL_S,
                                           .precision = NEVER_PRECISE };
    run_open(&e->run, &settings, &e->pool, &e->rng);
    int error = plan_pu(o, &e->machine, &e->run.settings.pu);
    if (!error)
        error = plan_cases(o, scenarios, chosen, e->run.settings.partners, &e->run.cases,
                           &e->run.case_count);
    if (error)
        complain("%s", o->error[0] ? o->error : reason_of(error));
    return error;
}

static int open_checking(struct checking *e)
{
    int error = start_measuring(e->program, &e->machine);
    if (error)
        return error;
    error = worker_pool_open(&e->pool, &e->machine, e->program);
    if (error) {
        complain("no workers can be prepared: %s", e->pool.error);
        return error;
    }
    return plan(e);
}

enum { FINDING_INDENT = 28, FIX_INDENT = 11 }; /* columns before a text */

static void print_finding(const struct finding *f, int color)
{
    static const char *const colors[] = { "\033[32m", "\033[33m", "\033[1;31m" };
    const char *on = color ? colors[f->status] : "", *off = color ? "\033[0m" : "";
    size_t width = terminal_width(STDOUT_FILENO);
    printf("%s%-4s%s  %-21s ", on, finding_status_name(f->status), off, f->name);
    terminal_fold_behind(FINDING_INDENT, f->read, width);
    printf("%*s", FINDING_INDENT, "");
    terminal_fold_behind(FINDING_INDENT, f->effect, width);
    if (*fix_of(f)) {
        printf("%*s", FIX_INDENT, "fix: ");
        terminal_fold_behind(FIX_INDENT, fix_of(f), width);
    }
}

static void print_text(const struct check *check)
{
    unsigned counts[FINDING_BAD + 1] = { 0 };
    for (size_t i = 0; i < check->count; i++) {
        print_finding(&check->findings[i], isatty(STDOUT_FILENO));
        counts[check->findings[i].status]++;
    }
    printf("\n%u ok, %u warn, %u bad: %s\n", counts[FINDING_OK], counts[FINDING_WARN],
           counts[FINDING_BAD],
           counts[FINDING_BAD]    ? "the figures of this machine cannot be trusted as it is now"
           : counts[FINDING_WARN] ? "figures can be trusted within their intervals"
                                  : "nothing to mend");
}

static int print_json(const struct check *check)
{
    json_t *json = check_json(check, fix_of);
    int failed = !json || json_dumpf(json, stdout, JSON_INDENT(2)) != 0;
    json_decref(json);
    return failed || putchar('\n') == EOF;
}

static int check_machine(struct checking *e)
{
    check_run_start(&e->check, &e->snapshot, &e->machine, e->run.settings.pu);
    machine_bind_away(&e->machine, &e->run.settings.pu, 1);
    struct quiet_search state;
    int error = quiet_search_find(&state, &e->run);
    if (state.remark[0])
        complain("%s", state.remark);
    if (!error)
        error = run_measure(&e->run);
    if (error) {
        complain("nothing can be measured: %s",
                 e->run.ending[0] ? e->run.ending : reason_of(error));
        return EXIT_NOT_MEASURED;
    }
    check_run_end(&e->check, &e->snapshot, &e->run, &e->machine);
    if (e->options.format == FORMAT_TABLE)
        print_text(&e->check);
    else if (print_json(&e->check) != 0)
        return EXIT_NOT_MEASURED;
    return check_worst(&e->check) == FINDING_BAD ? EXIT_NOT_MEASURED : EXIT_FINE;
}

int command_check(int argc, char **argv)
{
    static struct checking checking;
    struct checking *e = &checking;
    if (options_parse_check(argc, argv, &e->options) != 0) {
        complain("%s", e->options.run.error);
        return EXIT_USAGE;
    }
    int error = open_checking(e);
    int status = error == 0 ? check_machine(e) : error == -EINVAL ? EXIT_USAGE : EXIT_NOT_MEASURED;
    run_close(&e->run);
    worker_pool_close(&e->pool);
    machine_close(&e->machine);
    return status;
}
