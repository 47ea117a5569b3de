/* SPDX-License-Identifier: MIT */
#include "run_end.h"

#include "bench/print/cure.h"
#include "bench/print/show.h"
#include "bench/print/terminal.h"
#include "commands.h"
#include "scenarios/index.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whether a case was measured completely. Too few workers because a bounded effort's time
 * ended count as complete: the user set no limit, and a busy core is the cause. */
static int is_measured(const struct run *run, const struct run_case *c)
{
    int bounded = run->settings.effort->bounded && run->settings.max_time_s <= 0;
    int excused = bounded && !c->scenario->instances && !c->given_up;
    size_t had = c->scenario->instances ? c->held_count : c->result_count;
    int simulated = !run->settings.callgrind || !run_is_simulated(c) || c->simulated_ops > 0;
    return !c->failure[0] && (excused || had >= run_workers_least(run, c)) && simulated;
}

int run_end_is_complete(const struct run *run, const char *folder,
                        const struct options_run *options)
{
    char word[CURE_WORD_MAX];
    size_t failed = 0, missing = 0;
    const char *why = "";
    int strict = options->strict;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        if (c->failure[0])
            why = failed++ ? why : c->failure;
        else if (!is_measured(run, c) ||
                 (strict && run_workers(run, c) < run_workers_least(run, c)))
            missing++;
    }
    if (failed > 0 && options->quiet) /* else the screen shows them */
        complain("%zu of %zu cases failed, the first because: %s", failed, run->case_count, why);
    if (missing > 0)
        complain("%zu of %zu cases are not measured completely%s, so the exit status is 1: "
                 "escapebench show --why %s",
                 missing, run->case_count, strict ? " (--strict)" : "", cure_word(folder, word));
    return failed + missing == 0;
}

/* Tells users who did not choose counters that callgrind counts without a PMU. */
static void mention_callgrind(const struct run *run)
{
    const struct counter_list *list = &run->settings.counters;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->names[i], "instructions") != 0)
            continue;
        for (size_t c = 0; c < run->case_count; c++) {
            if (run->cases[c].result_count == 0)
                continue;
            if (run->cases[c].reasons[i][0])
                complain("no hardware counters (%s); --counters callgrind counts instructions and "
                         "more without them",
                         run->cases[c].reasons[i]);
            return;
        }
    }
}

int run_end_conclude(const struct run *run, const char *folder, const char *summary,
                     const struct options_run *options)
{
    const struct runfile_filter filter = { .no_samples = 1, .with_steps = 1 };
    const struct show_request request = { .width = terminal_width(STDOUT_FILENO),
                                          .table_width = terminal_table_width() };
    struct runfile file;
    int error = runfile_load(&file, folder, &filter);
    if (error)
        complain("%s", file.error);
    else
        error = show_write_summary(&file, scenario_contents, summary);
    if (!error && !options->quiet) {
        error = show_print(&file, scenario_contents, &request);
        fflush(stdout);
        if (options->auto_counters)
            mention_callgrind(run);
    }
    runfile_free(&file);
    return error;
}
