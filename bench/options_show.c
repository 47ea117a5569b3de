/* SPDX-License-Identifier: MIT */
#include "options_show.h"

#include "options_internal.h"

#include <argp.h>
#include <string.h>
#include <unistd.h>

enum { KEY_ROWS = 256, KEY_LADDER, KEY_LEAKS, KEY_WHY };

static const struct argp_option show_options[] = {
    { "rows", KEY_ROWS, NULL, 0, "A line for each case and variant", 0 },
    { "ladder", KEY_LADDER, NULL, 0, "The steps between stack and heap, a line for each case", 0 },
    { "leaks", KEY_LEAKS, NULL, 0, "What instances of the retention scenarios hold", 0 },
    { "why", KEY_WHY, NULL, 0, "The rows without a verdict, the reason, and what to do", 0 },
    { "format", 'f', "FORMAT", 0, "table (default), markdown, csv or json", 0 },
    { 0 },
};

static const char show_doc[] =
    "Prints a run from its files: a matrix of the escape costs, with a line for each scenario "
    "and a column for each allocator.\vRUN is a run's folder or its comparison.csv (default: "
    "results/latest). NAME-GLOB selects scenarios as in run. Columns that do not fit the "
    "terminal are left out and named.\n"
    "\n"
    "Examples:\n"
    "  escapebench show\n"
    "  escapebench show results/latest 'closure_*' --rows\n"
    "  escapebench show --format markdown >> $GITHUB_STEP_SUMMARY\n"
    "\n"
    "Exit status: 0 printed; 1 the run could not be printed; 2 wrong usage.";

static error_t read_format(struct options_show *options, const char *word)
{
    static const struct {
        const char *name;
        enum format format;
    } formats[] = { { "table", FORMAT_TABLE },
                    { "markdown", FORMAT_MARKDOWN },
                    { "csv", FORMAT_CSV },
                    { "json", FORMAT_JSON } };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(word, formats[i].name) != 0)
            continue;
        options->request.format = formats[i].format;
        return 0;
    }
    return options_refuse(options->error,
                          "unknown format '%s'; choose table, markdown, csv or json", word);
}

static error_t add_operand(struct options_show *options, const char *word, int first)
{
    struct matrix_filter *filter = &options->request.filter;
    if (first && (strchr(word, '/') || access(word, F_OK) == 0)) {
        options->run = word;
        return 0;
    }
    return options_add_glob(options->globs, &filter->glob_count, word, options->error);
}

static error_t show_option(int key, char *word, struct argp_state *state)
{
    struct options_show *options = state->input;
    switch (key) {
    case KEY_ROWS:
    case KEY_LADDER:
    case KEY_LEAKS:
    case KEY_WHY:
        options->request.view = SHOW_ROWS + (enum show_view)(key - KEY_ROWS);
        return 0;
    case 'f':
        return read_format(options, word);
    case ARGP_KEY_ARG:
        return add_operand(options, word, state->arg_num == 0);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int options_parse_show(int argc, char **argv, struct options_show *options)
{
    static const struct argp argp = { show_options, show_option, "[RUN] [NAME-GLOB...]",
                                      show_doc,     NULL,        NULL,
                                      NULL };
    *options = (struct options_show){ .run = "results/latest" };
    options->request.filter.globs = options->globs;
    return options_parse(&argp, argc, argv, options, options->error);
}
