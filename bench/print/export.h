/* SPDX-License-Identifier: MIT
 *
 * Prints a run in other tools' formats. gobench and gbench want repetitions, so every
 * worker of every variant is one repetition. The others want one figure with its bounds for
 * each name. All print to standard output and return 0 or a negative errno. Threads: one.
 * The run's rows must be sorted by runfile_order, so that an export does not depend on the
 * order of the file's lines.
 */
#ifndef BENCH_PRINT_EXPORT_H
#define BENCH_PRINT_EXPORT_H

#include "harness/base/stats.h"
#include "harness/readback/runfile.h"

/* A worker's figures for one variant, the baseline or a subject. */
struct export_line {
    const struct runfile_row *row; /* the row of the metric `time` */
    const char *variant;
    int is_baseline;
    size_t repetition, repetitions;
    uint64_t iterations;
    double ns;
};

/* Calls `print` for every worker of every variant, the baseline first. Stops at the first
 * result other than 0 and returns it. */
int export_each(const struct runfile *run,
                int (*print)(const struct export_line *line, void *context), void *context);

/* Calls `put` for each metric of the line other than time: counters of that worker, and
 * exact figures. */
void export_metrics(const struct runfile *run, const struct export_line *line,
                    void (*put)(const char *metric, const char *unit, double value, void *context),
                    void *context);

/* A variant's figure of one metric, with the 95 % interval over its workers. The bounds are
 * NaN if samples.csv was not read. */
struct export_figure {
    const struct runfile_row *row;
    const char *variant;
    int is_baseline;
    struct interval value;
};

/* Calls `put` for each figure of the run: every variant's, and the baseline's once for each
 * case and metric. Stops at the first result other than 0 and returns it. */
int export_figures(const struct runfile *run,
                   int (*put)(const struct export_figure *figure, void *context), void *context);

/* Whether the row's figure is neither exact nor has workers: walks, quantiles, retained
 * memory. */
int export_is_summary(const struct runfile_row *row);

/* Writes a name such as "return_pointer/size:8/live:1/glibc/heap". */
enum { EXPORT_NAME_MAX = 512 };
void export_name(const struct runfile_row *row, const char *variant, char name[EXPORT_NAME_MAX]);

/* Go's benchmark text: github.com/golang/proposal, design/14313-benchmark-format.md. */
int export_gobench(const struct runfile *run);

/* google/benchmark's JSON: its docs/user_guide.md, "Output Formats". cpu_time equals
 * real_time, because the harness has one clock. `only_aggregates`: only mean, median,
 * standard deviation and coefficient of variation, so that every name occurs once. */
int export_gbench(const struct runfile *run, int only_aggregates);

/* Bencher Metric Format: bencher.dev/docs/reference/bencher-metric-format. */
int export_bmf(const struct runfile *run);

/* What Apache Otava's JSON importer reads: a list of one result. */
int export_otava(const struct runfile *run);

/* The custom JSON of github-action-benchmark, smaller is better. That tool alerts on
 * quotients, so the output has times and counts. Escape costs, which may be 0, are part of
 * the text. */
int export_gha(const struct runfile *run);

/* OpenMetrics 1.0 without timestamps, so that node_exporter's textfile
 * collector takes it, too. */
int export_openmetrics(const struct runfile *run);

#endif
