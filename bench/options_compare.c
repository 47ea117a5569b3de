/* SPDX-License-Identifier: MIT */
#include "options_compare.h"

#include "options_internal.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The place of a word in a list ended by NULL, or -1. */
static int find(const char *const *names, const char *word)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], word) == 0)
            return i;
    return -1;
}

/* ---- compare ---- */

enum { KEY_ABSOLUTE = 256, KEY_ACROSS, KEY_POOL, KEY_WHY, KEY_SCENARIO, KEY_ONLY, KEY_SORT };

static const struct argp_option compare_options[] = {
    { "metric", 'm', "NAME", 0,
      "What to compare: time (default); ratio, times as multiples of their baseline; allocs, "
      "alloc-bytes, usable-bytes, or a counter of the runs",
      0 },
    { "threshold", 't', "PCT", 0,
      "Gate: exit with 3 if the whole interval of a case is slower by more than this, such as 5%",
      0 },
    { "threshold-abs", KEY_ABSOLUTE, "AMOUNT", 0,
      "Gate: exit with 3 only if the case is also slower by more than this, such as 2ns, or 16 "
      "for a metric without ns",
      0 },
    { "across-machines", KEY_ACROSS, NULL, 0,
      "Compare runs of different machines: times, and cycles if all runs have them", 0 },
    { "pool", KEY_POOL, NULL, 0,
      "Each RUN is one side: pool the workers of all runs that the pattern matches, as "
      "scripts/compare-builds does",
      0 },
    { "scenario", KEY_SCENARIO, "GLOB", 0,
      "Compare the scenarios of this name, such as 'closure_*' or '!size_sweep'; repeatable", 0 },
    { "only", KEY_ONLY, "VERDICT,...", 0,
      "Print the cases with these verdicts: slower, faster, same, unresolved, no-verdict, failed. "
      "The conclusion and the gate are of all cases",
      0 },
    { "sort", KEY_SORT, "ORDER", 0,
      "Print the largest cost first (cost), the largest change (change), or by name (name)", 0 },
    { "why", KEY_WHY, NULL, 0, "Also print what each verdict rests on", 0 },
    { "format", 'f', "FORMAT", 0, "table (default), csv, json or markdown", 0 },
    { 0 },
};

static const char compare_doc[] =
    "Compares the escape costs of runs with those of a base run.\vA RUN is a run's folder, its "
    "comparison.csv, or a quoted pattern that matches several. RUN@ALLOCATOR takes only that "
    "allocator's cases. If every run then has one allocator, cases are matched across "
    "allocators.\n"
    "\n"
    "The difference is that of trimmed means over workers (Yuen's test); verdicts hold for the "
    "table as a whole (Holm, 5 %). Percentages are of the base's escape cost or of its baseline, "
    "whichever is larger. Without samples.csv, comparison.csv's intervals are used.\n"
    "\n"
    "Choose the scenarios before you see the table: to pick the conspicuous ones afterwards makes "
    "false verdicts likely.\n"
    "\n"
    "Examples:\n"
    "  escapebench compare BEFORE AFTER --threshold 5% --threshold-abs 2ns\n"
    "  escapebench compare results/latest@glibc results/latest@jemalloc\n"
    "  escapebench compare BEFORE AFTER --only slower,faster --sort change\n"
    "  escapebench compare BEFORE AFTER --scenario 'closure_*'\n"
    "  escapebench compare epyc xeon graviton --across-machines --format markdown\n"
    "\n"
    "Exit status: 0 no regression; 2 wrong usage, or a file that is no run; 3 a regression beyond "
    "the thresholds; 4 thresholds were given and nothing is resolved; 5 the runs are not "
    "comparable.";

/* A number that is not negative, with an optional unit. */
static int parse_amount(const char *word, const char *unit, double *number)
{
    char *end;
    *number = strtod(word, &end);
    if (end == word || !isfinite(*number) || *number < 0)
        return -1;
    end += strspn(end, " ");
    return *end && strcmp(end, unit) != 0 ? -1 : 0;
}

/* "slower,faster": a bit for each. */
static error_t parse_verdicts(struct options_compare *options, const char *words)
{
    options->view.verdicts = 0;
    for (const char *end; *words; words = *end ? end + 1 : end) {
        char word[32];
        end = strchrnul(words, ',');
        snprintf(word, sizeof word, "%.*s", (int) (end - words), words);
        enum verdict verdict = VERDICT_SLOWER;
        while (verdict <= VERDICT_FAILED && strcmp(verdict_name(verdict), word) != 0)
            verdict++;
        if (verdict > VERDICT_FAILED)
            return options_refuse(options->error,
                                  "unknown verdict '%s'; choose from slower, faster, same, "
                                  "unresolved, no-verdict and failed",
                                  word);
        options->view.verdicts |= 1U << verdict;
    }
    return options->view.verdicts ? 0 : options_refuse(options->error, "--only wants a verdict");
}

static error_t parse_order(struct options_compare *options, const char *word)
{
    static const char *const orders[] = { [COMPARE_BY_COST - 1] = "cost",
                                          [COMPARE_BY_CHANGE - 1] = "change",
                                          [COMPARE_BY_NAME - 1] = "name",
                                          NULL };
    int order = find(orders, word);
    options->view.order = (enum compare_order)(order + 1);
    return order >= 0 ? 0
                      : options_refuse(options->error,
                                       "unknown order '%s'; choose cost, change or name", word);
}

static error_t compare_option(int key, char *word, struct argp_state *state)
{
    static const char *const formats[] = { "table", "csv", "json", "markdown", NULL };
    struct options_compare *options = state->input;
    int format;
    switch (key) {
    case 'm':
        options->metric = word;
        return *word ? 0 : options_refuse(options->error, "--metric wants a name");
    case 't':
        options->gated = 1;
        return parse_amount(word, "%", &options->gate.percent) == 0
                   ? 0
                   : options_refuse(options->error, "'%s' is not a percentage, such as 5%%", word);
    case KEY_ABSOLUTE:
        options->gated = 1;
        return parse_amount(word, "ns", &options->gate.absolute) == 0
                   ? 0
                   : options_refuse(options->error, "'%s' is not an amount, such as 2ns", word);
    case KEY_ACROSS:
        options->across_machines = 1;
        return 0;
    case KEY_SCENARIO:
        return options_add_glob(options->globs, &options->glob_count, word, options->error);
    case KEY_ONLY:
        return parse_verdicts(options, word);
    case KEY_SORT:
        return parse_order(options, word);
    case KEY_WHY:
        options->why = 1;
        return 0;
    case KEY_POOL:
        options->pool = 1;
        return 0;
    case 'f':
        format = find(formats, word);
        options->format = (enum format) format;
        return format >= 0
                   ? 0
                   : options_refuse(options->error,
                                    "unknown format '%s'; choose table, csv, json or markdown",
                                    word);
    case ARGP_KEY_ARG:
        options->operands[options->operand_count++] = word;
        return 0;
    case ARGP_KEY_END:
        if (options->why && options->format != FORMAT_TABLE && options->format != FORMAT_MARKDOWN)
            return options_refuse(options->error,
                                  "--why is for the formats table and markdown; json says it "
                                  "without being asked");
        return options->operand_count > 0
                   ? 0
                   : options_refuse(options->error, "compare wants at least two runs: BASE NEW...");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int options_parse_compare(int argc, char **argv, struct options_compare *options)
{
    static const struct argp argp = {
        compare_options, compare_option, "BASE NEW...", compare_doc, NULL, NULL, NULL
    };
    *options = (struct options_compare){ .operands = calloc((size_t) argc, sizeof(char *)),
                                         .view.verdicts = ~0U };
    if (!options->operands)
        return -ENOMEM;
    return options_parse(&argp, argc, argv, options, options->error);
}

/* ---- export ---- */

enum { KEY_AGGREGATES = 300 };

static const struct argp_option export_options[] = {
    { "format", 'f', "FORMAT", 0,
      "gobench: Go's benchmark text, for benchstat; gbench: google/benchmark's JSON, for its "
      "compare.py; bmf: Bencher Metric Format; otava: Apache Otava's JSON; gha: "
      "github-action-benchmark's custom JSON, smaller is better; openmetrics: for Prometheus, as "
      "node_exporter's textfile",
      0 },
    { "aggregates-only", KEY_AGGREGATES, NULL, 0,
      "gbench: only mean, median, stddev and cv, without the workers, for dashboards that keep "
      "one value for each name",
      0 },
    { 0 },
};

static const char export_doc[] =
    "Writes a run in another tool's format to standard output.\vgobench and gbench list each "
    "worker as one repetition; the other formats have one figure for each name, with its 95 % "
    "interval if the format has one. Metrics that a format cannot hold are named on standard "
    "error.\n"
    "\n"
    "otava takes the branch from GITHUB_REF_NAME or CI_COMMIT_REF_NAME.\n"
    "\n"
    "Examples:\n"
    "  escapebench export results/latest --format gobench |\n"
    "      benchstat -col /variant -\n"
    "  escapebench export results/latest --format gbench \\\n"
    "      --aggregates-only >run.json\n"
    "  escapebench export results/latest --format bmf |\n"
    "      bencher run --adapter json --file -";

static error_t export_option(int key, char *word, struct argp_state *state)
{
    static const char *const formats[] = { "gobench", "gbench",      "bmf", "otava",
                                           "gha",     "openmetrics", NULL };
    struct options_export *options = state->input;
    int format;
    switch (key) {
    case 'f':
        format = find(formats, word);
        options->format = (enum export_format)(format + 1);
        return format >= 0 ? 0
                           : options_refuse(options->error,
                                            "unknown format '%s'; choose gobench, gbench, bmf, "
                                            "otava, gha or openmetrics",
                                            word);
    case KEY_AGGREGATES:
        options->only_aggregates = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (options->path)
            return options_refuse(options->error, "export takes one run, got '%s' too", word);
        options->path = word;
        return 0;
    case ARGP_KEY_END:
        if (!options->path)
            return options_refuse(options->error, "export wants a run");
        if (options->format == EXPORT_NONE)
            return options_refuse(options->error,
                                  "export wants --format gobench, gbench, bmf, otava, gha or "
                                  "openmetrics");
        return options->only_aggregates && options->format != EXPORT_GBENCH
                   ? options_refuse(options->error, "--aggregates-only is for --format gbench")
                   : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int options_parse_export(int argc, char **argv, struct options_export *options)
{
    static const struct argp argp = { export_options, export_option, "RUN", export_doc,
                                      NULL,           NULL,          NULL };
    *options = (struct options_export){ .format = EXPORT_NONE };
    return options_parse(&argp, argc, argv, options, options->error);
}
