/* SPDX-License-Identifier: MIT
 *
 * A run in other tools' formats: every worker of every variant is one
 * repetition of one benchmark. Both print to standard output and return 0 or a
 * negative errno.
 */
#ifndef BENCH_PRINT_EXPORT_H
#define BENCH_PRINT_EXPORT_H

#include "harness/readback/runfile.h"

/* A worker's figures for one variant, the baseline or a subject. */
struct export_line {
    const struct runfile_row *row; /* of the time */
    const char *variant;
    int is_baseline;
    size_t repetition, repetitions;
    uint64_t iterations;
    double ns;
};

/* Calls `print` for every worker of every variant, the baseline first; stops
 * when it returns other than 0. */
int export_each(const struct runfile *run,
                int (*print)(const struct export_line *line, void *context), void *context);

/* Calls `put` for each other metric of the line: counters that its worker
 * read, and exact figures. */
void export_metrics(const struct runfile *run, const struct export_line *line,
                    void (*put)(const char *metric, double value, void *context), void *context);

/* Go's benchmark text: github.com/golang/proposal, design/14313-benchmark-format.md. */
int export_gobench(const struct runfile *run);

/* google/benchmark's JSON: its docs/user_guide.md, "Output Formats". It has no
 * other clock for us: cpu_time is real_time. */
int export_gbench(const struct runfile *run);

#endif
