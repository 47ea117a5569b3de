/* SPDX-License-Identifier: MIT
 *
 * Reads what a run wrote (schema: results/README.md): the rows of comparison.csv without
 * the steps of ladders, for each row the results of its workers (from samples.csv), and
 * machine.json.
 *
 * Memory is proportional to rows and workers, not to turns. Units: as in the files.
 * Ownership: runfile_load allocates, runfile_free frees; strings live as long as the
 * runfile. Errors: negative errno with one line in `error` that names file and line.
 * Threads: one per struct runfile.
 */
#ifndef HARNESS_READBACK_RUNFILE_H
#define HARNESS_READBACK_RUNFILE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum { RUNFILE_ERROR_MAX = 1024, RUNFILE_SCHEMA = 1, RUNFILE_ROWS_MAX = 1000000 };

/* What one usable worker (worker_result_is_usable) says about a row. */
struct runfile_result {
    double baseline, value, delta; /* per operation; as in struct worker_result */
    double cycles_per_slot;        /* median probe of its kept turns */
    uint64_t worker, turns;        /* the worker's number in the case; its kept timed turns */
    uint64_t layout;               /* number of the layout of its program; 0: as linked */
    uint64_t baseline_ops, ops;    /* operations timed in these turns */
};

/* A row of comparison.csv. Numbers are NaN where the cell is empty. */
struct runfile_row {
    const char *scenario, *origin, *allocator, *variant, *baseline;
    const char *metric, *unit, *verdict, *note;
    uint64_t size_bytes, live, workers;
    double baseline_value, value, delta, low, high, ratio, ratio_low, ratio_high;
    uint64_t turns_kept, turns_total;
    struct runfile_result *results; /* NULL for exact metrics and without samples.csv */
    size_t result_count;
    size_t line; /* in comparison.csv */
};

struct runfile {
    char *path; /* as given */
    struct runfile_row *rows;
    size_t row_count;
    unsigned runs;   /* 1, or how many were pooled */
    int torn;        /* 1: the last row of samples.csv was cut off and is ignored */
    int has_samples; /* 1: samples.csv was read */
    /* Timed rows of which samples.csv has no worker although comparison.csv counts some,
     * and the first of them. */
    size_t without_samples;
    const struct runfile_row *first_without;
    json_t *machine; /* machine.json; NULL when there is none */
    /* Names (spread_history_run) of the runs that the figures were measured in, an array of
     * strings; empty without machine.json. Runs that took turns share one name. */
    json_t *measured;
    void *names; /* holds each string above once */
    char error[RUNFILE_ERROR_MAX];
};

/* What to load. NULL: all metrics, all allocators. */
struct runfile_filter {
    const char *metric;
    const char *allocator;
    /* Whether the rows of a scenario are loaded; called with `context`. The control's rows are
     * always loaded, because they show the noise floor. */
    int (*is_wanted)(const char *scenario, const void *context);
    const void *context;
    int rows_only;  /* comparison.csv only */
    int no_samples; /* comparison.csv and machine.json only */
    int with_steps; /* also the rows of ladders' steps */
};

/* Loads a run. `path` is its folder or its comparison.csv. A file with another name, or
 * without the other two files beside it, is read alone. Call runfile_free after an error,
 * too. */
int runfile_load(struct runfile *run, const char *path, const struct runfile_filter *filter);

/* Writes to run->error why something failed. Returns `error`. */
__attribute__((format(printf, 3, 4))) int runfile_refuse(struct runfile *run, int error,
                                                         const char *format, ...);

/* Adds the worker results of `from` to the rows of `run`, as if one run had measured both.
 * -EINVAL: a row that is not exact has no worker results. */
int runfile_pool(struct runfile *run, const struct runfile *from);

/* Multiplies every time of the run by `factor`. */
void runfile_scale_time(struct runfile *run, double factor);

/* Divides every time of the run and of its workers by its baseline. The baseline becomes 1,
 * the value the ratio, the cost the ratio minus 1, and the unit "x". */
void runfile_make_ratios(struct runfile *run);

/* Compares two rows by case, variant and metric, for sorting: 0 if they are about the same.
 * With `any_allocator` the allocators do not matter. */
int runfile_order(const struct runfile_row *a, const struct runfile_row *b, int any_allocator);

/* Whether a row is about a step of a ladder, not about a variant of the scenario. */
int runfile_is_step(const struct runfile_row *row);

/* Whether a row is about the control, whose variants are equal. */
int runfile_is_control(const struct runfile_row *row);

/* Whether a row has a case's headline: its time or its retained bytes, and no step. */
int runfile_is_headline(const struct runfile_row *row);

/* Whether two rows of one run are about the same case. */
int runfile_is_same_case(const struct runfile_row *a, const struct runfile_row *b);

/* Whether a row's figure is exact: its interval is the value itself. */
int runfile_is_exact(const struct runfile_row *row);

void runfile_free(struct runfile *run);

#endif
