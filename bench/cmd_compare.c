/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include "compare_load.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int share_any_case(const struct compare_table *table)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].base->row && table->rows[i].other->row && !table->rows[i].control)
            return 1;
    return 0;
}

/* Whether cases are matched across allocators: each run has only one allocator, and not all
 * have the same. */
static int is_across_allocators(const struct report *report)
{
    int differ = 0;
    for (size_t run = 0; run < report->table.run_count; run++) {
        const char *allocator = report->runs[run].allocator;
        if (!allocator)
            return 0;
        differ |= strcmp(allocator, report->runs[0].allocator) != 0;
    }
    return differ;
}

static int compare(struct comparing *c)
{
    struct compare_table *table = &c->report.table;
    int status = compare_load(c);
    if (status)
        return status;
    c->report.unit = c->files[0].row_count > 0 ? c->files[0].rows[0].unit : "";
    table->any_allocator = is_across_allocators(&c->report);
    if (compare_runs(table) != 0 || report_select(&c->report, &c->options->view) != 0) {
        complain("%s", reason_of(-ENOMEM));
        return EXIT_NOT_MEASURED;
    }
    return share_any_case(table) ? EXIT_FINE : EXIT_NOT_COMPARABLE;
}

/* ---- comparing and printing ---- */

static int print(const struct report *reports, size_t count, const struct options_compare *options)
{
    enum format format = options->format;
    int error = 0;
    if (format == FORMAT_CSV)
        return report_csv(reports, count);
    if (format == FORMAT_JSON)
        return report_json(reports, count);
    for (size_t i = 0; i < count && !error; i++)
        error =
            format == FORMAT_MARKDOWN ? report_markdown(&reports[i]) : report_table(&reports[i]);
    for (size_t i = 0; i < count && !error && options->why; i++)
        error = report_why(&reports[i], format);
    return error;
}

static int gate(const struct report *report, const struct options_compare *options)
{
    size_t resolved = 0;
    if (!options->gated)
        return EXIT_FINE;
    for (size_t i = 0; i < report->table.row_count; i++) {
        if (compare_is_regression(&report->table.rows[i], &options->gate))
            return EXIT_REGRESSION;
        resolved += (size_t) compare_is_resolved(&report->table.rows[i], &options->gate);
    }
    return resolved > 0 ? EXIT_FINE : EXIT_UNRESOLVED;
}

/* Loads the runs and compares them by `metric`. May add a report to `reports`. */
static int compare_metric(struct comparing *c, const char *metric, struct report *reports,
                          size_t *count)
{
    c->metric = metric;
    int status = compare(c);
    if (!status)
        reports[(*count)++] = c->report;
    return status;
}

/* Whether the base run has a figure of that metric. Does not read samples.csv. */
static int base_has(const struct sources *sources, const char *metric)
{
    struct runfile_filter filter = { .metric = metric,
                                     .allocator = sources->list[0].allocator,
                                     .rows_only = 1 };
    struct runfile run;
    int has = 0;
    if (runfile_load(&run, sources->list[0].path, &filter) == 0)
        for (size_t i = 0; i < run.row_count; i++)
            has |= !isnan(run.rows[i].delta);
    runfile_free(&run);
    return has;
}

/* Compares times, and across machines also cycles if all runs have them. */
static int run(const struct options_compare *options, const struct sources *sources)
{
    struct comparing c[2] = { { .options = options, .sources = sources },
                              { .options = options, .sources = sources } };
    struct report reports[2];
    size_t count = 0;
    const char *metric = options->metric ? options->metric : "time";
    int status = compare_metric(&c[0], metric, reports, &count);
    if (status == EXIT_NOT_COMPARABLE && count == 0 && c[0].report.table.rows)
        complain("the runs have no case with %s in common%s%s%s", metric,
                 options->glob_count ? " that --scenario '" : "",
                 options->glob_count ? options->globs[0] : "",
                 options->glob_count ? "' names" : "");
    if (!status && options->across_machines && !options->metric && base_has(sources, "cycles")) {
        compare_metric(&c[1], "cycles", reports, &count);
        if (count == 2 && reports[1].table.common_cases == 0)
            count = 1;
    }
    if (!status && print(reports, count, options) != 0) {
        if (!ferror(stdout)) /* that is told at exit */
            complain("cannot write the comparison: %s", reason_of(-ENOMEM));
        status = EXIT_NOT_MEASURED;
    }
    if (!status)
        status = gate(&c[0].report, options);
    compare_unload(&c[0]);
    compare_unload(&c[1]);
    return status;
}

int command_compare(int argc, char **argv)
{
    struct options_compare options;
    struct sources sources = { .count = 0 };
    int status = EXIT_USAGE, error = options_parse_compare(argc, argv, &options);
    if (error)
        complain("%s", options.error[0] ? options.error : reason_of(error));
    for (size_t i = 0; i < options.operand_count && !error; i++) {
        error = sources_add(&sources, options.operands[i], options.pool);
        if (error)
            complain("%s", reason_of(-ENOMEM));
    }
    if (!error && sources.sides < 2)
        complain("compare wants at least two runs: BASE NEW...");
    else if (!error)
        status = run(&options, &sources);
    sources_free(&sources);
    free(options.operands);
    return status;
}
