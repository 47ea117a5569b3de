/* SPDX-License-Identifier: MIT */
#include "bench/print/cure.h"
#include "bench/print/export.h"
#include "commands.h"
#include "harness/figures/metric.h"
#include "options_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BENCHSTAT_WANTS = 6 }; /* repetitions, for an interval */

static int is_retention(const struct runfile_row *row)
{
    return strncmp(row->metric, "retained-", 9) == 0;
}

/* Whether a row's case is missing in the output, because no worker could measure it. */
static int is_missing(const struct runfile_row *row)
{
    return metric_is_time(row->metric) && row->result_count == 0;
}

/* Says in one line which cases are missing in the output. The rows are sorted. */
static void tell_missing(const struct runfile *run)
{
    enum { NAMED = 3 };
    const struct runfile_row *last = NULL;
    char names[512] = "", name[256], more[32] = "", path[CURE_WORD_MAX];
    size_t missing = 0;
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_missing(row) || (last && runfile_is_same_case(last, row)))
            continue;
        last = row;
        if (missing++ >= NAMED)
            continue;
        snprintf(name, sizeof name, "%s %llu B %s", row->scenario,
                 (unsigned long long) row->size_bytes, row->allocator);
        options_add_word(names, sizeof names, name);
    }
    if (missing > NAMED)
        snprintf(more, sizeof more, " and %zu more", missing - NAMED);
    if (missing > 0)
        complain("left out, no workers: %s%s; escapebench show --why %s says why", names, more,
                 cure_word(run->path, path));
}

/* Names each metric of the rows for which `is` returns 1, once, and what happens to it.
 * Prints nothing if there are none. */
static void tell_metrics(const struct runfile *run, int (*is)(const struct runfile_row *),
                         const char *what)
{
    char names[512] = "";
    for (size_t i = 0; i < run->row_count; i++) {
        const char *metric = run->rows[i].metric, *found = strstr(names, metric);
        size_t length = strlen(metric);
        while (found && found[length] != '\0' && found[length] != ',')
            found = strstr(found + 1, metric);
        if (is(&run->rows[i]) && !found)
            options_add_word(names, sizeof names, metric);
    }
    if (*names)
        complain("%s: %s", names, what);
}

/* Warns if benchstat will print no interval, because there are fewer than six
 * repetitions. */
static void remark_few_workers(const struct runfile *run)
{
    char folder[CURE_WORD_MAX];
    size_t few = 0, all = 0;
    for (size_t i = 0; i < run->row_count; i++) {
        int timed = metric_is_time(run->rows[i].metric) && run->rows[i].result_count > 0;
        all += (size_t) timed;
        few += (size_t) (timed && run->rows[i].result_count < BENCHSTAT_WANTS);
    }
    if (few > 0)
        complain("%zu of %zu rows have fewer than %d workers, too few for an interval in "
                 "benchstat; escapebench run --resume %s measures more",
                 few, all, BENCHSTAT_WANTS, cure_folder(run->path, folder));
}

static int export_workers(const struct options_export *options, const struct runfile *run)
{
    tell_missing(run);
    if (options->format == EXPORT_GBENCH) {
        tell_metrics(run, is_retention, "left out, they have no time; gobench has them");
        tell_metrics(run, export_is_summary, "user counters of the aggregates mean and median");
        return export_gbench(run, options->only_aggregates);
    }
    remark_few_workers(run);
    tell_metrics(run, is_retention,
                 "one line for each variant, samples.csv has no workers of them");
    tell_metrics(run, export_is_summary,
                 "one line for each variant, samples.csv has no workers of them");
    return export_gobench(run);
}

static int order(const void *a, const void *b)
{
    return runfile_order(a, b, 0);
}

static int export(const struct options_export *options, struct runfile *run)
{
    static int (*const feeds[])(const struct runfile *) = { [EXPORT_BMF] = export_bmf,
                                                            [EXPORT_OTAVA] = export_otava,
                                                            [EXPORT_GHA] = export_gha,
                                                            [EXPORT_OPENMETRICS] =
                                                                export_openmetrics };
    int of_workers = options->format <= EXPORT_GBENCH;
    if (of_workers && !run->has_samples) {
        complain("%s: no samples.csv there: the workers that export lists are in it", run->path);
        return EXIT_USAGE;
    }
    if (run->row_count > 0)
        qsort(run->rows, run->row_count, sizeof *run->rows, order);
    int error = of_workers ? export_workers(options, run) : feeds[options->format](run);
    if (!error)
        return EXIT_FINE;
    if (!ferror(stdout)) /* that is told at exit */
        complain("cannot write the export: %s", reason_of(error));
    return EXIT_NOT_MEASURED;
}

int command_export(int argc, char **argv)
{
    static const struct runfile_filter everything;
    struct options_export options;
    struct runfile run;
    int status = EXIT_USAGE;
    if (options_parse_export(argc, argv, &options) != 0) {
        complain("%s", options.error);
        return EXIT_USAGE;
    }
    if (runfile_load(&run, options.path, &everything) == 0)
        status = export(&options, &run);
    else
        complain("%s", run.error);
    runfile_free(&run);
    return status;
}
