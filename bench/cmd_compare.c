/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "commands.h"
#include "compare_report.h"
#include "options_compare.h"
#include "sources.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- from paths to runs ---- */

struct comparing {
    const struct options_compare *options;
    const struct sources *sources;
    const char *metric;
    struct runfile *files; /* one for each side */
    struct report report;
};

/* Refuses runs of different machines, unless that was asked for. */
static int check_machine(const struct comparing *c, const struct runfile *base,
                         const struct runfile *other)
{
    if (c->options->across_machines || provenance_same_machine(base->machine, other->machine) != 0)
        return EXIT_FINE;
    complain("%s and %s were measured on different machines; --across-machines compares them all "
             "the same",
             base->path, other->path);
    return EXIT_NOT_COMPARABLE;
}

static int load(struct comparing *c, const struct source *source, struct runfile *run)
{
    struct runfile_filter filter = { .metric = c->metric, .allocator = source->allocator };
    if (runfile_load(run, source->path, &filter) == 0)
        return EXIT_FINE;
    complain("%s", run->error);
    return EXIT_USAGE;
}

/* Loads a run into its side: as the first, or pooled with those before. */
static int load_source(struct comparing *c, const struct source *source)
{
    struct runfile *side = &c->files[source->side], more;
    if (side->runs == 0) {
        int status = load(c, source, side);
        return status ? status : check_machine(c, &c->files[0], side);
    }
    int status = load(c, source, &more);
    if (!status)
        status = check_machine(c, side, &more);
    if (!status) {
        runfile_scale_time(&more, provenance_clock_factor(side->machine, more.machine));
        if (runfile_pool(side, &more) != 0) {
            complain("%s", side->error);
            status = EXIT_USAGE;
        }
    }
    runfile_free(&more);
    return status;
}

/* The only allocator that a run's rows have, or NULL. */
static const char *only_allocator(const struct runfile *file)
{
    for (size_t i = 1; i < file->row_count; i++)
        if (file->rows[i].allocator != file->rows[0].allocator)
            return NULL;
    return file->row_count > 0 ? file->rows[0].allocator : NULL;
}

static int name_run(struct report_run *run, const struct comparing *c, size_t side)
{
    const struct source *source = c->sources->list;
    while (source->side != side)
        source++;
    int pooled = c->files[side].runs > 1;
    if (side == 0)
        strcpy(run->label, "BASE");
    else if (c->sources->sides == 2)
        strcpy(run->label, "NEW");
    else
        snprintf(run->label, sizeof run->label, "NEW%zu", side);
    return asprintf(&run->name, "%s%s%s%s", source->path, source->allocator ? "@" : "",
                    source->allocator ? source->allocator : "", pooled ? " ..." : "") < 0
               ? -ENOMEM
               : 0;
}

/* In what a run differs from the base run, in as much memory as that takes:
 * there may be thousands of runs. */
static int find_differences(struct report_run *run, const struct runfile *base,
                            const struct runfile *file, const char *base_allocator)
{
    struct provenance all;
    provenance_compare(base->machine, file->machine, base_allocator, run->allocator, &all);
    size_t size = offsetof(struct provenance, items) + all.count * sizeof *all.items;
    run->differences = malloc(size);
    if (!run->differences)
        return -ENOMEM;
    memcpy(run->differences, &all, size);
    return 0;
}

/* Of all but the base run no more of machine.json is kept than words_run says. */
static void keep_words(struct runfile *file)
{
    json_t *machine = file->machine;
    if (!machine)
        return;
    json_t *build = json_object_get(machine, "build");
    json_t *cpu = json_object_get(json_object_get(machine, "machine"), "cpu");
    json_t *words = json_pack("{s:{s:O?}, s:O?}", "machine", "cpu", cpu, "build", build);
    if (!words)
        return;
    json_decref(machine);
    file->machine = words;
}

/* What the report says of a run; then its workers' words are used up. */
static int finish_run(struct comparing *c, size_t side)
{
    struct report_run *run = &c->report.runs[side];
    struct runfile *file = &c->files[side], *base = &c->files[0];
    int error = name_run(run, c, side);
    run->pooled = file->runs;
    run->allocator = only_allocator(file);
    run->clock_factor = 1;
    if (side > 0 && provenance_same_machine(base->machine, file->machine) == 1)
        run->clock_factor = provenance_clock_factor(base->machine, file->machine);
    runfile_scale_time(file, run->clock_factor);
    if (side > 0 && !error)
        error = find_differences(run, base, file, c->report.runs[0].allocator);
    if (side > 0)
        keep_words(file);
    run->machine = file->machine;
    return error ? error : compare_prepare(&c->report.table.runs[side], file);
}

/* Loads side after side, so that only one has its words in memory. */
static int load_all(struct comparing *c)
{
    size_t done = 0;
    int status = EXIT_FINE;
    for (size_t i = 0; i < c->sources->count && !status; i++) {
        status = load_source(c, &c->sources->list[i]);
        int last = i + 1 == c->sources->count || c->sources->list[i + 1].side != done;
        if (!status && last && finish_run(c, done++) != 0) {
            complain("out of memory");
            status = EXIT_NOT_MEASURED;
        }
    }
    return status;
}

static int start(struct comparing *c)
{
    size_t n = c->sources->sides;
    c->files = calloc(n, sizeof *c->files);
    c->report.runs = calloc(n, sizeof *c->report.runs);
    c->report.table.runs = calloc(n, sizeof *c->report.table.runs);
    c->report.table.run_count = n;
    c->report.metric = c->metric;
    c->report.across_machines = c->options->across_machines;
    c->report.gated = c->options->gated;
    c->report.gate = c->options->gate;
    if (c->files && c->report.runs && c->report.table.runs)
        return EXIT_FINE;
    complain("out of memory");
    return EXIT_NOT_MEASURED;
}

static int share_any_case(const struct compare_table *table)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].base->row && table->rows[i].other->row && !table->rows[i].control)
            return 1;
    return 0;
}

/* Cases match across allocators when each run has one and they are not the same. */
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
    int status = load_all(c);
    if (status)
        return status;
    c->report.unit = c->files[0].row_count > 0 ? c->files[0].rows[0].unit : "";
    table->any_allocator = is_across_allocators(&c->report);
    if (compare_runs(table) != 0) {
        complain("out of memory");
        return EXIT_NOT_MEASURED;
    }
    return share_any_case(table) ? EXIT_FINE : EXIT_NOT_COMPARABLE;
}

static void finish(struct comparing *c)
{
    for (size_t run = 0; run < c->sources->sides && c->files; run++) {
        runfile_free(&c->files[run]);
        if (c->report.runs) {
            free(c->report.runs[run].name);
            free(c->report.runs[run].differences);
        }
    }
    if (c->report.table.runs)
        compare_free(&c->report.table);
    free(c->report.table.runs);
    free(c->report.runs);
    free(c->files);
}

/* ---- from runs to words ---- */

static int print(const struct report *reports, size_t count, enum format format)
{
    int error = 0;
    if (format == FORMAT_CSV)
        return report_csv(reports, count);
    if (format == FORMAT_JSON)
        return report_json(reports, count);
    for (size_t i = 0; i < count && !error; i++)
        error =
            format == FORMAT_MARKDOWN ? report_markdown(&reports[i]) : report_table(&reports[i]);
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

/* Loads and compares `metric`; `reports` may get one more. */
static int compare_metric(struct comparing *c, const char *metric, struct report *reports,
                          size_t *count)
{
    c->metric = metric;
    int status = start(c);
    if (!status)
        status = compare(c);
    if (!status)
        reports[(*count)++] = c->report;
    return status;
}

/* Whether the base run has a figure in that metric, without samples.csv. */
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

/* Time, and across machines the cycles too where all runs have them. */
static int run(const struct options_compare *options, const struct sources *sources)
{
    struct comparing c[2] = { { .options = options, .sources = sources },
                              { .options = options, .sources = sources } };
    struct report reports[2];
    size_t count = 0;
    const char *metric = options->metric ? options->metric : "time";
    int status = compare_metric(&c[0], metric, reports, &count);
    if (status == EXIT_NOT_COMPARABLE && count == 0 && c[0].report.table.rows)
        complain("the runs have no case with %s in common", metric);
    if (!status && options->across_machines && !options->metric && base_has(sources, "cycles")) {
        compare_metric(&c[1], "cycles", reports, &count);
        if (count == 2 && reports[1].table.common_cases == 0)
            count = 1;
    }
    if (!status && print(reports, count, options->format) != 0) {
        complain("cannot write the comparison");
        status = EXIT_NOT_MEASURED;
    }
    if (!status)
        status = gate(&c[0].report, options);
    finish(&c[0]);
    finish(&c[1]);
    return status;
}

int command_compare(int argc, char **argv)
{
    struct options_compare options;
    struct sources sources = { .count = 0 };
    int status = EXIT_USAGE, error = options_parse_compare(argc, argv, &options);
    if (error)
        complain("%s", error == -ENOMEM ? "out of memory" : options.error);
    for (size_t i = 0; i < options.operand_count && !error; i++) {
        error = sources_add(&sources, options.operands[i], options.pool);
        if (error)
            complain("out of memory");
    }
    if (!error && sources.sides < 2)
        complain("compare wants at least two runs: BASE NEW...");
    else if (!error)
        status = run(&options, &sources);
    sources_free(&sources);
    free(options.operands);
    return status;
}
