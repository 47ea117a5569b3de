/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include "harness/figures/spread_history.h"
#include "harness/machine/core_kind.h"
#include "harness/machine/machine.h"

#include <argp.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One `escapebench spreads`. */
struct options_spreads {
    const char **globs; /* none: all */
    size_t glob_count;
    int delete;
};

static const struct argp_option spreads_options[] = {
    { "delete", 'D', NULL, 0, "Delete these cases from the history; without a CASE-GLOB all cases",
      0 },
    { 0 },
};

static const char spreads_doc[] =
    "Prints the spread of each case's workers in earlier runs of this machine. `compare` uses "
    "this history in addition to the compared runs.\vA CASE-GLOB selects cases by "
    "SCENARIO/BYTES/LIVE/ALLOCATOR/VARIANT-BASELINE, such as 'return_pointer/*'.\n"
    "\n"
    "Examples:\n"
    "  escapebench spreads 'return_pointer/*'\n"
    "  escapebench spreads --delete\n"
    "\n"
    "Exit status: 0 fine; 1 the history could not be read or written; 2 usage.";

static error_t read_option(int key, char *word, struct argp_state *state)
{
    struct options_spreads *options = state->input;
    switch (key) {
    case 'D':
        options->delete = 1;
        return 0;
    case ARGP_KEY_ARG:
        options->globs[options->glob_count++] = word;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int is_wanted(const struct options_spreads *options, const char *name)
{
    int wanted = options->glob_count == 0;
    for (size_t i = 0; i < options->glob_count && !wanted; i++)
        wanted = fnmatch(options->globs[i], name, 0) == 0;
    return wanted;
}

static int print_cases(const struct options_spreads *options, const struct spread_history *history)
{
    const char *name;
    json_t *runs;
    size_t printed = 0;
    json_object_foreach(history->cases, name, runs)
    {
        struct spread_known known;
        if (!is_wanted(options, name) || spread_history_sum_up(history, name, NULL, &known) != 0)
            continue;
        if (printed++ == 0)
            puts("              spread in % of\n"
                 "runs workers workers  runs  case");
        printf("%4zu %7zu %7.2f ", known.runs, known.workers, 100 * sqrt(known.squares / known.df));
        if (known.run_df > 0)
            printf("%5.2f  %s\n", 100 * sqrt(known.run_squares / known.run_df), name);
        else
            printf("%5s  %s\n", "", name);
    }
    if (printed == 0)
        puts("no history: no run of this machine has seen these cases");
    return fflush(stdout) == 0 ? EXIT_FINE : EXIT_NOT_MEASURED;
}

static int delete_cases(const struct options_spreads *options, struct spread_history *history,
                        const struct spread_place *place)
{
    const char *name;
    json_t *runs;
    void *next;
    size_t deleted = 0;
    json_object_foreach_safe(history->cases, next, name, runs)
    {
        if (!is_wanted(options, name))
            continue;
        json_object_del(history->cases, name);
        deleted++;
    }
    int error = deleted > 0 ? spread_history_save(history, place->path, place->cpu) : 0;
    if (error)
        complain("cannot write %s: %s", place->path, reason_of(error));
    else
        printf("%zu cases forgotten\n", deleted);
    return error ? EXIT_NOT_MEASURED : EXIT_FINE;
}

/* The kind of core that a run would choose. Empty if it is not known. */
static void find_kind(char *kind, size_t size)
{
    struct machine machine;
    unsigned pu;
    kind[0] = '\0';
    if (machine_open(&machine) != 0)
        return;
    if (machine_choose(&machine, MACHINE_AUTO, 0, &pu) == 0)
        core_kind_describe_pu(machine.topology, pu, kind, size);
    machine_close(&machine);
}

static int show_or_delete(const struct options_spreads *options)
{
    char kind[256];
    struct spread_history history;
    struct spread_place place;
    find_kind(kind, sizeof kind);
    int error = spread_history_open(&history, kind, &place);
    if (error) {
        complain("there is no place for a history: %s", reason_of(error));
        return EXIT_NOT_MEASURED;
    }
    if (history.damaged)
        complain("%s is damaged and does not count; the next run replaces it", place.path);
    int status =
        options->delete ? delete_cases(options, &history, &place) : print_cases(options, &history);
    spread_history_free(&history);
    return status;
}

int command_spreads(int argc, char **argv)
{
    static const struct argp argp = {
        spreads_options, read_option, "[CASE-GLOB...]", spreads_doc, NULL, NULL, NULL
    };
    struct options_spreads options = { .globs = calloc((size_t) argc, sizeof *options.globs) };
    int error = options.globs ? argp_parse(&argp, argc, argv, 0, NULL, &options) : ENOMEM;
    if (error)
        complain("%s", reason_of(-error));
    int status = error ? EXIT_USAGE : show_or_delete(&options);
    free(options.globs);
    return status;
}
