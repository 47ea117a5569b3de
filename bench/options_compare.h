/* SPDX-License-Identifier: MIT
 *
 * Parses the command lines of compare and export, as options.h does. Threads: one.
 */
#ifndef BENCH_OPTIONS_COMPARE_H
#define BENCH_OPTIONS_COMPARE_H

#include "bench/print/compare_report.h"
#include "options.h"

struct options_compare {
    char **operands; /* point into argv; the caller frees the array */
    size_t operand_count;
    const char *globs[OPTIONS_LIST_MAX]; /* NAME-GLOBs of --scenario */
    size_t glob_count;
    struct compare_view view;
    const char *metric; /* NULL: time */
    enum format format;
    int gated; /* a threshold was given */
    struct compare_gate gate;
    int across_machines;
    int why;  /* also print what each verdict rests on */
    int pool; /* all runs that an operand matches are one side */
    char error[OPTIONS_ERROR_MAX];
};

/* The formats of `export`. gobench and gbench list every worker; the others have one figure
 * for each name. */
enum export_format {
    EXPORT_NONE,
    EXPORT_GOBENCH,
    EXPORT_GBENCH,
    EXPORT_BMF,
    EXPORT_OTAVA,
    EXPORT_GHA,
    EXPORT_OPENMETRICS
};

struct options_export {
    const char *path;
    enum export_format format;
    int only_aggregates;
    char error[OPTIONS_ERROR_MAX];
};

/* Return 0; -EINVAL with one line in `error`; or -ENOMEM. */
int options_parse_compare(int argc, char **argv, struct options_compare *options);
int options_parse_export(int argc, char **argv, struct options_export *options);

#endif
