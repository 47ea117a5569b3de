/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include "harness/base/stats.h"
#include "harness/history/store.h"
#include "options.h"
#include "place.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One `escapebench atlas`. */
struct options_atlas {
    const char *run, *folder;
    char error[OPTIONS_ERROR_MAX];
};

static const struct argp_option atlas_options[] = {
    { "folder", 'd', "FOLDER", 0,
      "Folder of the atlas (default: results/reference/atlas, else the installed one)", 0 },
    { 0 },
};

static const char atlas_doc[] =
    "Compares a run with stored runs of the same CPU, microcode and kernel line, to show whether "
    "this machine is normal.\vA figure is an outlier if it differs from the median of the others "
    "by more than 5 %, by more than the intervals allow, and by more than the others differ among "
    "themselves. The 5 % are of the cost or of the baseline, whichever is larger. The machine is "
    "normal if at most 10 % of the figures, plus two standard deviations of that number, are "
    "outliers, and the median of all times is within 5 %. "
    "Facts in which the machine differs from the others are listed as likely reasons: governor, "
    "huge pages, virtualisation, versions of allocators.\n"
    "\n"
    "The atlas is a history: escapebench history add RUN --folder FOLDER adds a run.\n"
    "\n"
    "Exit status: 0 compared, outliers or not; 1 nothing could be written; 2 wrong usage; 5 "
    "the atlas has no run of this CPU.";

static error_t atlas_option(int key, char *word, struct argp_state *state)
{
    struct options_atlas *options = state->input;
    switch (key) {
    case 'd':
        options->folder = word;
        return 0;
    case ARGP_KEY_ARG:
        if (options->run)
            return options_refuse(options->error, "atlas takes one run, got '%s' too", word);
        options->run = word;
        return 0;
    case ARGP_KEY_END:
        return options->run ? 0 : options_refuse(options->error, "atlas wants a run");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum { SCENARIO, SIZE_BYTES, LIVE, ALLOCATOR, VARIANT_NAME, METRIC, UNIT };

static const double OUTLIER_SHARE = 0.05;

/* What a normal machine may have: runs of one machine differ pairwise in up to 7 % of their
 * figures and in the median by 1 % (docs/ci.md). */
static const double NORMAL_OUTLIERS = 0.10, NORMAL_MEDIAN = 0.05;

static int is_of(const struct store_series *series, const struct runfile_row *row)
{
    const char *const *n = series->names;
    return strcmp(n[SCENARIO], row->scenario) == 0 && strcmp(n[ALLOCATOR], row->allocator) == 0 &&
           strcmp(n[VARIANT_NAME], row->variant) == 0 && strcmp(n[METRIC], row->metric) == 0 &&
           strtoull(n[SIZE_BYTES], NULL, 10) == row->size_bytes &&
           strtoull(n[LIVE], NULL, 10) == row->live;
}

/* A figure of the run beside those of the stored runs. */
struct held_figure {
    const struct runfile_row *row;
    long runs;    /* stored runs that have it */
    double cost;  /* their median */
    double share; /* the difference from it, of the cost or the baseline */
    int is_outlier;
};

/* A run, the stored runs that it is compared with, and its figures that these have, too. */
struct beside {
    const struct runfile *run;
    const struct store *store;
    char key[ENTRY_KEY_MAX];
    struct held_figure *figures;
    size_t held, outliers;
};

/* Whether a stored run is this run, which is not compared with itself. */
static int is_itself(const struct beside *h, const struct store_run *stored)
{
    char start[ENTRY_FACT_MAX];
    return entry_fact(h->run->machine, "start", start) && *start &&
           strcmp(start, store_fact(stored, "start")) == 0;
}

/* The median of the costs of a series' other runs, the median of their half widths, and how
 * far the costs lie from their median at the most. Returns the number of runs, or -1: no
 * memory. */
static long usual(const struct beside *h, const struct store_series *series, double *cost,
                  double *half, double *spread)
{
    double *numbers = calloc(2 * series->count + 1, sizeof *numbers);
    size_t runs = 0, known = 0;
    if (!numbers)
        return -1;
    for (size_t i = 0; i < series->count; i++) {
        const struct store_point *point = &series->points[i];
        if (is_itself(h, &h->store->runs[point->run]))
            continue;
        numbers[runs++] = point->cost;
        if (!isnan(point->high - point->low))
            numbers[series->count + known++] = (point->high - point->low) / 2;
    }
    *cost = stats_median(numbers, runs);
    *half = known ? stats_median(numbers + series->count, known) : 0;
    *spread = 0;
    for (size_t i = 0; i < runs; i++)
        *spread = fmax(*spread, fabs(numbers[i] - *cost));
    free(numbers);
    return (long) runs;
}

/* Compares one row with its series. */
static int hold(struct beside *h, const struct runfile_row *row, const struct store_series *series)
{
    double cost, half, spread;
    long runs = usual(h, series, &cost, &half, &spread);
    if (runs <= 0)
        return (int) runs;
    double own = isnan(row->high - row->low) ? 0 : (row->high - row->low) / 2;
    double away = row->delta - cost, whole = fmax(fabs(cost), row->baseline_value);
    double room = fmax(OUTLIER_SHARE * whole, own + fmax(half, spread));
    int is_outlier = fabs(away) > room;
    h->outliers += is_outlier != 0;
    h->figures[h->held++] = (struct held_figure){
        .row = row,
        .runs = runs,
        .cost = cost,
        .share = whole > 0 ? away / whole : away,
        .is_outlier = is_outlier,
    };
    return 0;
}

static int hold_all(struct beside *h)
{
    for (size_t i = 0; i < h->run->row_count; i++)
        for (size_t k = 0; k < h->store->series_count; k++) {
            const struct store_series *series = h->store->series[k];
            if (strcmp(series->key, h->key) != 0 || !is_of(series, &h->run->rows[i]) ||
                isnan(h->run->rows[i].delta))
                continue;
            if (hold(h, &h->run->rows[i], series) != 0)
                return -1;
            break;
        }
    return 0;
}

/* Larger differences first. */
static int order_figures(const void *a, const void *b)
{
    const struct held_figure *x = a, *y = b;
    double by = fabs(y->share) - fabs(x->share);
    return by > 0 ? 1 : by < 0 ? -1 : (x->row > y->row) - (x->row < y->row);
}

static void tell_outliers(struct beside *h)
{
    qsort(h->figures, h->held, sizeof *h->figures, order_figures);
    for (size_t i = 0; i < h->held; i++) {
        const struct held_figure *f = &h->figures[i];
        if (f->is_outlier)
            printf("  %s, %llu B, %s, %s: %.4g %s, in %ld other run%s %.4g (%+.0f %%)\n",
                   f->row->scenario, (unsigned long long) f->row->size_bytes, f->row->allocator,
                   f->row->variant, f->row->delta, f->row->unit, f->runs, f->runs == 1 ? "" : "s",
                   f->cost, 100 * f->share);
    }
    printf("%zu of %zu figures %s by more than %.0f %% and more than intervals and the other runs "
           "allow.\n",
           h->outliers, h->held, h->outliers == 1 ? "differs" : "differ", 100 * OUTLIER_SHARE);
}

/* The median of the differences of all times, with their signs or without. NaN: there are
 * none, or no memory. */
static double median_share(const struct beside *h, int absolute)
{
    double *shares = calloc(h->held + 1, sizeof *shares);
    size_t n = 0;
    for (size_t i = 0; shares && i < h->held; i++)
        if (strcmp(h->figures[i].row->metric, "time") == 0)
            shares[n++] = absolute ? fabs(h->figures[i].share) : h->figures[i].share;
    double median = n > 0 ? stats_median(shares, n) : NAN;
    free(shares);
    return median;
}

/* Prints the answer. Returns whether the machine is normal. */
static int tell_answer(const struct beside *h)
{
    double median = median_share(h, 0);
    if (!isnan(median))
        printf("The median of all times is %.1f %% %s than in the other runs; half of the times "
               "are within %.1f %%.\n",
               100 * fabs(median), median < 0 ? "lower" : "higher", 100 * median_share(h, 1));
    int shifted = fabs(median) > NORMAL_MEDIAN;
    double usually = NORMAL_OUTLIERS * (double) h->held;
    double chance = 2 * sqrt(usually * (1 - NORMAL_OUTLIERS)); /* two standard deviations */
    int many = (double) h->outliers > usually + chance;
    if (shifted || many)
        printf("This machine is not normal: %s.\n",
               shifted ? "its times as a whole differ" : "too many of its figures differ");
    else
        printf("This machine is normal: %s.\n",
               h->outliers ? "few of its figures differ, as between any two runs"
                           : "escapes cost here what they cost in the stored runs");
    return !shifted && !many;
}

/* Prints how the run's facts differ from those of the newest stored run of its CPU. */
static void tell_reasons(const struct runfile *run, const struct store_run *stored)
{
    size_t told = 0;
    for (size_t i = 0; i < stored->fact_count; i++) {
        char own[ENTRY_FACT_MAX];
        const struct store_fact *fact = &stored->facts[i];
        if (!entry_is_cause(fact->name) || !entry_fact(run->machine, fact->name, own))
            continue;
        if (strcmp(own, fact->value) == 0)
            continue;
        printf("%s  %s: %s, others %s\n",
               told++ ? "" : "Likely reasons for differences, as this run differs in:\n",
               fact->name, *own ? own : "unknown", *fact->value ? fact->value : "unknown");
    }
    if (told == 0)
        puts("All facts that a run records are those of the newest stored run. A busy neighbour "
             "on the host, during this run or that one, is a likely reason.");
}

static int known_cpus(const struct store *store, const char *key)
{
    complain("the atlas has no other run on %s; it knows:", key);
    for (size_t i = 0; i < store->run_count; i++) {
        size_t k = 0;
        while (k < i && strcmp(store->runs[k].key, store->runs[i].key) != 0)
            k++;
        if (k == i)
            complain("  %s", store->runs[i].key);
    }
    complain(
        "to compare later runs with this one: escapebench history add RUN --folder FOLDER, then "
        "escapebench atlas RUN --folder FOLDER");
    return EXIT_NOT_COMPARABLE;
}

static int atlas(const struct runfile *run, const struct store *store)
{
    struct beside h = { .run = run, .store = store };
    const struct store_run *newest = NULL;
    size_t others = 0;
    entry_key(run->machine, h.key);
    for (size_t i = 0; i < store->run_count; i++)
        if (strcmp(store->runs[i].key, h.key) == 0 && !is_itself(&h, &store->runs[i])) {
            newest = &store->runs[i];
            others++;
        }
    if (!newest)
        return known_cpus(store, h.key);
    h.figures = calloc(run->row_count + 1, sizeof *h.figures);
    if (!h.figures || hold_all(&h) != 0) {
        free(h.figures);
        complain("%s", reason_of(-ENOMEM));
        return EXIT_NOT_MEASURED;
    }
    printf("CPU, microcode and kernel line: %s; %zu other run%s stored.\n", h.key, others,
           others == 1 ? " is" : "s are");
    tell_outliers(&h);
    if (h.held == 0)
        puts("Nothing was compared: the stored runs have no figure of this run's cases.");
    else if (!tell_answer(&h) || h.outliers > 0)
        tell_reasons(run, newest);
    free(h.figures);
    return ferror(stdout) ? EXIT_NOT_MEASURED : EXIT_FINE;
}

int command_atlas(int argc, char **argv)
{
    static const struct argp argp = { atlas_options, atlas_option, "RUN", atlas_doc,
                                      NULL,          NULL,         NULL };
    static const struct runfile_filter all;
    static const char reference[] = "results/reference/atlas";
    char installed[PATH_MAX];
    struct options_atlas options = { .folder = reference };
    struct runfile run;
    struct store store;
    int status = EXIT_USAGE;
    if (options_parse(&argp, argc, argv, &options, options.error) != 0) {
        complain("%s", options.error);
        return status;
    }
    if (options.folder == reference && access(reference, F_OK) != 0 &&
        place_data(installed, reference) == 0)
        options.folder = installed;
    if (access(options.folder, F_OK) != 0) {
        complain("there is no atlas in %s: name a folder with --folder, or start one: escapebench "
                 "history add RUN --folder FOLDER",
                 options.folder);
        return status;
    }
    int error = runfile_load(&run, options.run, &all);
    if (error || !run.machine) {
        complain("%s", error ? run.error : "the run has no machine.json: its CPU is unknown");
    } else {
        if (store_load(&store, options.folder) == 0)
            status = atlas(&run, &store);
        else
            complain("%s", store.error[0] ? store.error : reason_of(-ENOMEM));
        store_free(&store);
    }
    runfile_free(&run);
    return status;
}
