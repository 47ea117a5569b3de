/* SPDX-License-Identifier: MIT */
#include "compare_load.h"

#include "commands.h"
#include "harness/base/parallel.h"
#include "harness/figures/metric.h"
#include "harness/machine/facts.h"
#include "plan.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Whether only the host's name differs, as between containers of a machine without an
 * identity. */
static int is_host_alone(const char *why)
{
    return strncmp(why, "host (", 6) == 0 && !strstr(why, "), ");
}

/* Refuses runs of different machines unless the user asked for them (--across-machines). */
static int check_machine(const struct comparing *c, const struct runfile *base,
                         const struct runfile *other, struct runfile *side)
{
    if (c->options->across_machines || metric_find(c->metric)->is_portable ||
        provenance_same_machine(base->machine, other->machine) != 0)
        return EXIT_FINE;
    static const char name_it[] =
        ". One machine with a new host name each time: name it by run --machine";
    char why[320];
    provenance_machines(base->machine, other->machine, why, sizeof why);
    return runfile_refuse(
        side, EXIT_NOT_COMPARABLE,
        "%s and %s were measured on different machines: %s; --across-machines compares them "
        "all the same%s",
        base->path, other->path, why, is_host_alone(why) ? name_it : "");
}

/* Whether times are compared as multiples of their baseline. */
static int is_ratio(const struct comparing *c)
{
    return strcmp(c->metric, "ratio") == 0;
}

static int is_wanted(const char *scenario, const void *context)
{
    const struct options_compare *options = context;
    return plan_is_wanted(options->globs, options->glob_count, scenario);
}

/* Says that a run does not have the allocator behind its @, and which it has. */
static int refuse_allocator(const struct source *source, struct runfile *run)
{
    char names[256] = "";
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(run->machine, "allocators"), i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "name"));
        if (name)
            options_add_word(names, sizeof names, name);
    }
    return runfile_refuse(run, EXIT_NOT_COMPARABLE, "%s has no allocator '%s'; it has %s",
                          source->path, source->allocator, names[0] ? names : "none");
}

static int load(const struct comparing *c, const struct source *source, struct runfile *run)
{
    struct runfile_filter filter = { .metric = is_ratio(c) ? "time" : c->metric,
                                     .allocator = source->allocator,
                                     .is_wanted = is_wanted,
                                     .context = c->options };
    if (runfile_load(run, source->path, &filter) != 0)
        return EXIT_USAGE;
    if (source->allocator && run->machine && run->row_count == 0 &&
        !provenance_allocator(run->machine, source->allocator))
        return refuse_allocator(source, run);
    return EXIT_FINE;
}

/* Refuses to pool runs whose workers had other variables: their cases are not the same. */
static int check_environment(const struct runfile *more, struct runfile *side)
{
    struct provenance all;
    provenance_compare(side->machine, more->machine, NULL, NULL, &all);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].kind == KIND_ENVIRONMENT)
            return runfile_refuse(side, EXIT_NOT_COMPARABLE,
                                  "%s and %s cannot be pooled: they differ in %s (%s -> %s)",
                                  side->path, more->path, all.items[i].what, all.items[i].base,
                                  all.items[i].other);
    return EXIT_FINE;
}

/* Pools a run with the side's other runs. */
static int pool(const struct comparing *c, const struct source *source, struct runfile *side)
{
    struct runfile more;
    int status = load(c, source, &more);
    if (status)
        runfile_refuse(side, status, "%s", more.error);
    else
        status = check_machine(c, side, &more, side);
    if (!status)
        status = check_environment(&more, side);
    if (!status) {
        runfile_scale_time(&more, provenance_clock_factor(side->machine, more.machine));
        side->torn |= more.torn;
        status = runfile_pool(side, &more) == 0 ? EXIT_FINE : EXIT_USAGE;
    }
    runfile_free(&more);
    return status;
}

/* The first of a side's sources. */
static const struct source *first_source(const struct comparing *c, size_t side)
{
    size_t low = 0, high = c->sources->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->sources->list[middle].side < side)
            low = middle + 1;
        else
            high = middle;
    }
    return &c->sources->list[low];
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
    const struct source *source = first_source(c, side);
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

/* Lists how a run differs from the base run. Allocates no more memory than the list needs,
 * because there may be thousands of runs. */
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

/* Drops from machine.json all that words_run does not print. Not called for the base
 * run. */
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

/* Fills in the report's part about a run, then frees the run's worker results. */
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
    if (is_ratio(c))
        runfile_make_ratios(file);
    if (side > 0 && !error)
        error = find_differences(run, base, file, c->report.runs[0].allocator);
    if (side > 0)
        keep_words(file);
    run->machine = file->machine;
    return error ? error
                 : compare_prepare(&c->report.table.runs[side], file, side > 0 ? base : NULL);
}

/* Loads one side with all its runs. Threads: of the other sides only the base is read,
 * which is loaded before the threads start. */
static int load_side(size_t number, void *context)
{
    struct comparing *c = context;
    struct runfile *side = &c->files[number];
    const struct source *source = first_source(c, number);
    const struct source *end = c->sources->list + c->sources->count;
    int status = load(c, source, side);
    if (!status)
        status = check_machine(c, &c->files[0], side, side);
    for (source++; source < end && source->side == number && !status; source++)
        status = pool(c, source, side);
    if (!status && finish_run(c, number) != 0)
        status = runfile_refuse(side, EXIT_NOT_MEASURED, "%s", reason_of(-ENOMEM));
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
    return c->files && c->report.runs && c->report.table.runs ? 0 : -ENOMEM;
}

static void complain_of_first(const struct comparing *c)
{
    for (size_t side = 0; side < c->sources->sides; side++) {
        if (!c->files[side].error[0])
            continue;
        complain("%s", c->files[side].error);
        return;
    }
}

/* Loads this machine's history of spreads if the base run is of this machine. */
static void load_history(struct comparing *c)
{
    char name[128];
    struct spread_place place;
    const json_t *machine = json_object_get(c->files[0].machine, "machine");
    const char *identity = json_string_value(json_object_get(machine, "identity"));
    const char *whose = identity ? identity : json_string_value(json_object_get(machine, "host"));
    const json_t *core = json_object_get(machine, "measured_on");
    facts_machine_name(name, sizeof name);
    if (whose && strcmp(whose, name) == 0 &&
        spread_history_open(&c->history, json_string_value(json_object_get(core, "core_kind")),
                            &place) == 0) {
        c->report.table.history = &c->history;
        if (c->history.damaged)
            complain("%s is damaged and does not count; the next run replaces it", place.path);
    }
}

int compare_load(struct comparing *c)
{
    if (start(c) != 0) {
        complain("%s", reason_of(-ENOMEM));
        return EXIT_NOT_MEASURED;
    }
    int status = load_side(0, c);
    if (!status)
        load_history(c);
    if (!status)
        status = parallel_for(1, c->sources->sides, load_side, c);
    if (status)
        complain_of_first(c);
    for (size_t side = 0; side < c->sources->sides && !status; side++)
        if (c->files[side].torn)
            complain("%s: the last row of samples.csv was cut off and does not count",
                     c->files[side].path);
    for (size_t side = 0; side < c->sources->sides && !status; side++)
        if (c->files[side].without_samples)
            complain("%s: samples.csv has no worker of %s/%s%s: the interval of comparison.csv "
                     "stands for them",
                     c->files[side].path, c->files[side].first_without->scenario,
                     c->files[side].first_without->allocator,
                     c->files[side].without_samples > 1 ? " and other cases" : "");
    return status;
}

void compare_unload(struct comparing *c)
{
    if (c->report.table.runs)
        compare_free(&c->report.table);
    for (size_t run = 0; run < c->sources->sides && c->files; run++) {
        runfile_free(&c->files[run]);
        if (c->report.runs) {
            free(c->report.runs[run].name);
            free(c->report.runs[run].differences);
        }
    }
    spread_history_free(&c->history);
    free(c->report.table.runs);
    free(c->report.runs);
    free(c->report.shown);
    free(c->files);
}
