/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include "options_internal.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void options_add_word(char *list, size_t size, const char *word)
{
    size_t length = strlen(list);
    snprintf(list + length, size - length, "%s%s", length ? ", " : "", word);
}

int options_refuse(char *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, OPTIONS_ERROR_MAX, format, arguments);
    va_end(arguments);
    return EINVAL;
}

int options_parse(const struct argp *argp, int argc, char **argv, void *input, char *error)
{
    int failed = argp_parse(argp, argc, argv, 0, NULL, input);
    if (failed && !error[0])
        snprintf(error, OPTIONS_ERROR_MAX, "%s", reason_of(-failed));
    return -failed;
}

/* ---- list ---- */

static error_t list_option(int key, char *word, struct argp_state *state)
{
    static const char *const names[] = { "table", "csv", "json" };
    struct options_list *options = state->input;
    if (key == ARGP_KEY_ARG)
        return options_refuse(options->error, "list takes no argument, got '%s'", word);
    if (key != 'f')
        return ARGP_ERR_UNKNOWN;
    for (int i = 0; i < 3; i++) {
        if (strcmp(word, names[i]) == 0) {
            options->format = (enum format) i;
            return 0;
        }
    }
    return options_refuse(options->error, "unknown format '%s'; choose table, csv or json", word);
}

int options_parse_list(int argc, char **argv, struct options_list *options)
{
    static const struct argp_option known[] = {
        { "format", 'f', "FORMAT", 0, "table (default), csv or json", 0 },
        { 0 },
    };
    static const struct argp argp = {
        known,
        list_option,
        NULL,
        "Lists the scenarios: what escapes in each, its variants, sizes and declared allocations. "
        "The table ends with the lanes that run --allocator takes here.",
        NULL,
        NULL,
        NULL,
    };
    *options = (struct options_list){ .format = FORMAT_TABLE };
    return options_parse(&argp, argc, argv, options, options->error);
}

/* ---- run ---- */

enum {
    KEY_LIVE = 256,
    KEY_COUNTERS,
    KEY_MAX_TIME,
    KEY_PRECISION,
    KEY_SEED,
    KEY_STRICT,
    KEY_RESUME,
    KEY_AGAINST,
    KEY_DETECT,
    KEY_ENV,
    KEY_MACHINE,
    KEY_LABEL,
    KEY_GOGC
};

static const struct argp_option run_options[] = {
    { "allocator", 'a', "LIST", 0,
      "Allocators, separated by commas: glibc, jemalloc, mimalloc, tcmalloc, boehm; go (every "
      "version of Go that scripts/go-lanes found) or one version, such as go1.27 (default: all "
      "that are installed). NAME=FILE is any shared library with a malloc of its own",
      0 },
    { "size", 's', "LIST", 0,
      "Only these sizes of the named value, in bytes; 4K, 64KiB and 1M are understood (default: "
      "all)",
      0 },
    { "live", KEY_LIVE, "LIST", 0,
      "Keep L objects alive: each operation allocates one object and frees the oldest (default 1: "
      "frees its own). 0: as 1, but without other live objects in the heap",
      0 },
    { "gogc", KEY_GOGC, "LIST", 0,
      "Values of Go's GOGC: percentages or off. Each value but 100 is measured as an allocator "
      "of its own, such as go1.27-gogc50 (default: 100)",
      0 },
    { "cpu", 'c', "auto|core:N|pu:N", 0,
      "Where to measure, by hwloc's logical numbers as lstopo prints them (default: auto, which "
      "also uses other cores of the same kind while the chosen one is busy)",
      0 },
    { "counters", KEY_COUNTERS, "LIST", 0,
      "auto (default): nine common events; none; callgrind: exact counts without hardware, by "
      "running each case once more under valgrind; or events by their libpfm4 names",
      0 },
    { "effort", 'e', "LEVEL", 0,
      "quick, normal (default) or rigorous: 0.2, 0.5 or 5 s for each case, less where --precision "
      "is reached",
      0 },
    { "max-time", KEY_MAX_TIME, "SECONDS", 0, "End the run after this long", 0 },
    { "precision", KEY_PRECISION, "PCT", 0,
      "Half width of the interval to reach, in percent of the escape cost or of the baseline, "
      "whichever is larger (default: quick 2, normal 0.5, rigorous 0.25)",
      0 },
    { "seed", KEY_SEED, "N", 0, "Seed of the random order (default: from the clock)", 0 },
    { "env", KEY_ENV, "NAME=VALUE", 0,
      "Set this variable for the workers, such as MALLOC_CONF=tcache:false; may be given again. "
      "Workers get no other variable that tunes an allocator",
      0 },
    { "machine", KEY_MACHINE, "NAME", 0,
      "Name of this machine, independent of the host's name. Runs with one name are comparable "
      "and share a quiet state (default: $ESCAPEBENCH_MACHINE, else a hash of /etc/machine-id)",
      0 },
    { "label", KEY_LABEL, "KEY=VALUE", 0,
      "Write this label to machine.json; compare lists labels that differ. May be given again", 0 },
    { "output", 'o', "DIR", 0, "Folder for this run's files (default: results/MACHINE/TIME-COMMIT)",
      0 },
    { "against", KEY_AGAINST, "PROGRAM", 0,
      "Also measure with PROGRAM, another build of escapebench. The workers of both builds take "
      "turns. The other build's figures become a run of their own, in a folder whose name ends "
      "with -against",
      0 },
    { "resume", KEY_RESUME, NULL, 0,
      "Continue a run with its own settings: more workers where intervals are wide or verdicts "
      "are missing. The argument is the run's folder (default: results/latest). --max-time, "
      "--strict and --quiet may be given anew, other options only with the run's own value",
      0 },
    { "detect", KEY_DETECT, "PCT", 0,
      "Measure until it is decided whether two sides differ by this much. The sides are the two "
      "builds of --against, or two allocators. After the first workers it prints how long that "
      "takes",
      0 },
    { "strict", KEY_STRICT, NULL, 0, "Exit with status 1 also if a row has no verdict", 0 },
    { "quiet", 'q', NULL, 0, "No progress, no screen: only files and errors", 0 },
    { 0 },
};

const char *options_run_name(size_t k)
{
    return run_options[k].name;
}

size_t options_run_count(void)
{
    return sizeof run_options / sizeof *run_options - 1;
}

static const char run_doc[] =
    "Measures what it costs when a value escapes from the stack to the heap.\vNAME-GLOB selects "
    "scenarios by name, such as 'channel_*'. A NAME-GLOB that starts with ! excludes scenarios. "
    "Without any, all scenarios are measured. The control scenario 'nothing' is always measured: "
    "its interval is the run's noise floor.\n"
    "\n"
    "Examples:\n"
    "  escapebench run return_pointer --effort quick\n"
    "  escapebench run 'closure_*' '!closure_by_value' --allocator glibc,jemalloc\n"
    "  escapebench run runtime_size_slice --size 64,4K --precision 1\n"
    "  escapebench run --resume --max-time 60\n"
    "\n"
    "Exit status: 0 every case was measured, with or without a verdict; 1 a case failed, or the "
    "run ended early; 2 wrong usage; 130 after Ctrl-C (128 plus the number of the signal).";

/* Options whose argument needs no parsing. */
static error_t run_flag(int key, char *word, struct options_run *options)
{
    switch (key) {
    case KEY_RESUME:
        options->resume = "results/latest";
        return 0;
    case KEY_STRICT:
        options->strict = 1;
        return 0;
    case KEY_AGAINST:
        options->against = word;
        return 0;
    case 'q':
        options->quiet = 1;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void note_given(int key, struct options_run *options)
{
    for (size_t k = 0; k < options_run_count(); k++)
        if (run_options[k].key == key)
            options->given |= UINT64_C(1) << k;
}

static error_t run_option(int key, char *word, struct argp_state *state)
{
    struct options_run *options = state->input;
    note_given(key, options);
    switch (key) {
    case 'a':
        return options_split(word, options->allocators, &options->allocator_count) == 0
                   ? 0
                   : options_refuse(options->error,
                                    "--allocator wants a list such as glibc,jemalloc");
    case 's':
        return options_read_sizes(options, word);
    case KEY_LIVE:
        return options_read_live(options, word);
    case KEY_GOGC:
        return options_split(word, options->gogc, &options->gogc_count) == 0
                   ? 0
                   : options_refuse(options->error, "--gogc wants a list such as 50,100,off");
    case 'c':
        return options_read_cpu(options, word);
    case KEY_COUNTERS:
        return options_read_counters(options, word);
    case 'e':
        return options_read_effort(options, word);
    case KEY_MAX_TIME:
        return options_parse_positive(word, &options->max_time_s) == 0
                   ? 0
                   : options_refuse(options->error, "'%s' is not a time in seconds", word);
    case KEY_PRECISION:
        if (options_parse_positive(word, &options->precision) != 0)
            return options_refuse(options->error, "'%s' is not a precision in percent", word);
        options->precision /= 100;
        return 0;
    case KEY_SEED:
        return options_parse_whole(word, UINT64_MAX, &options->seed) == 0
                   ? 0
                   : options_refuse(options->error, "'%s' is not a seed; write a whole number",
                                    word);
    case KEY_MACHINE:
        options->machine = word;
        return *word ? 0 : options_refuse(options->error, "--machine wants a name");
    case KEY_LABEL:
        return options_read_label(options, word);
    case KEY_ENV:
        return options_read_environment(options, word);
    case 'o':
        options->output = word;
        return *word ? 0 : options_refuse(options->error, "--output wants a folder");
    case ARGP_KEY_END:
        if (!options->effort)
            options->effort = effort_find(options->detect > 0 ? "rigorous" : "normal");
        return options->resume ? options_read_resume(options) : 0;
    case KEY_DETECT:
        return options_read_detect(options, word);
    case ARGP_KEY_ARG:
        return options_add_glob(options->globs, &options->glob_count, word, options->error);
    default:
        return run_flag(key, word, options);
    }
}

int options_parse_run(int argc, char **argv, struct options_run *options)
{
    static const struct argp argp = { run_options, run_option, "[NAME-GLOB...]\n--resume [RUN]",
                                      run_doc,     NULL,       NULL,
                                      NULL };
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *options = (struct options_run){
        .counters = counters_default,
        .auto_counters = 1,
        .live = { 1 },
        .live_count = 1,
        .seed = (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000,
    };
    return options_parse(&argp, argc, argv, options, options->error);
}

/* ---- check ---- */

static error_t check_option(int key, char *word, struct argp_state *state)
{
    struct options_check *options = state->input;
    switch (key) {
    case 'f':
        options->format = strcmp(word, "json") == 0 ? FORMAT_JSON : FORMAT_TABLE;
        return options->format == FORMAT_JSON || strcmp(word, "table") == 0
                   ? 0
                   : options_refuse(options->run.error, "unknown format '%s'; choose table or json",
                                    word);
    case 'c':
        return options_read_cpu(&options->run, word);
    case ARGP_KEY_ARG:
        return options_refuse(options->run.error, "check takes no argument, got '%s'", word);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int options_parse_check(int argc, char **argv, struct options_check *options)
{
    static const struct argp_option known[] = {
        { "format", 'f', "FORMAT", 0, "table (default) or json", 0 },
        { "cpu", 'c', "auto|core:N|pu:N", 0,
          "The core or PU to check (default: the one that run "
          "would choose)",
          0 },
        { 0 },
    };
    static const struct argp argp = {
        known,
        check_option,
        NULL,
        "Checks whether this machine is fit for measuring: prints each setting, its effect on "
        "the figures, and the command that mends it. Measures the control scenario for 2 "
        "s.\vExit status: 0 no finding is bad; 1 a finding is bad, or the core could not be "
        "measured; 2 wrong usage.",
        NULL,
        NULL,
        NULL,
    };
    *options = (struct options_check){ .run.live = { 1 }, .run.live_count = 1 };
    return options_parse(&argp, argc, argv, options, options->run.error);
}
