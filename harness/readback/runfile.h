/* SPDX-License-Identifier: MIT
 *
 * Reading back what a run wrote (schema: results/README.md): the rows of its
 * comparison.csv but for the steps of ladders, for each row the results of its workers
 * (out of samples.csv), and machine.json.
 *
 * Memory goes with rows and workers, not with turns. Ownership: runfile_load
 * allocates, runfile_free frees; the strings live as long as the runfile.
 * Errors: negative errno with one line in `error` that names file and line.
 * Threads: one per struct runfile.
 */
#ifndef HARNESS_READBACK_RUNFILE_H
#define HARNESS_READBACK_RUNFILE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum { RUNFILE_ERROR_MAX = 1024, RUNFILE_SCHEMA = 1, RUNFILE_ROWS_MAX = 1000000 };

/* What one worker that counts (worker_result_is_usable) says about a row. */
struct runfile_result {
    double baseline, value, delta; /* per operation; as in struct worker_result */
    double cycles_per_slot;        /* median probe of its kept turns */
    uint64_t worker, turns;        /* its number in the case; its kept timed turns */
    uint64_t baseline_ops, ops;    /* operations timed in them */
};

/* A row of comparison.csv. Numbers are NaN where the cell is empty. */
struct runfile_row {
    const char *scenario, *origin, *allocator, *variant, *baseline;
    const char *metric, *unit, *verdict, *note;
    uint64_t size_bytes, live, workers;
    double baseline_value, value, delta, low, high, ratio, ratio_low, ratio_high;
    uint64_t turns_kept, turns_total;
    struct runfile_result *results; /* none for exact metrics, or without samples.csv */
    size_t result_count;
    size_t line; /* in comparison.csv */
};

struct runfile {
    char *path; /* as given */
    struct runfile_row *rows;
    size_t row_count;
    unsigned runs;   /* 1, or how many were pooled */
    int torn;        /* the last row of samples.csv was cut off, and does not count */
    int has_samples; /* samples.csv was read */
    /* Timed rows of which samples.csv has no worker although comparison.csv counts some,
     * and the first of them. */
    size_t without_samples;
    const struct runfile_row *first_without;
    json_t *machine; /* machine.json; NULL when there is none */
    /* Names of the runs that it was measured in (spread_history_run), an array of
     * strings; empty without machine.json. Runs that took turns have one name. */
    json_t *measured;
    void *names; /* every string above, once */
    char error[RUNFILE_ERROR_MAX];
};

/* What to load; NULL stands for all. */
struct runfile_filter {
    const char *metric;
    const char *allocator;
    int rows_only;  /* neither machine.json nor samples.csv */
    int no_samples; /* not samples.csv: the figures of the table alone */
    int with_steps; /* the steps of ladders, too */
};

/* Loads a run: a folder, or its comparison.csv. A file of another name, or
 * without its neighbours, is read alone. After an error, too, runfile_free. */
int runfile_load(struct runfile *run, const char *path, const struct runfile_filter *filter);

/* Writes why something failed to run->error; gives `error` back. */
__attribute__((format(printf, 3, 4))) int runfile_refuse(struct runfile *run, int error,
                                                         const char *format, ...);

/* Adds the worker results of `from` to the rows of `run`, as if one run had measured
 * both. -EINVAL when a row that is no exact figure has no worker results. */
int runfile_pool(struct runfile *run, const struct runfile *from);

/* Makes every time of the run `factor` times what it is. */
void runfile_scale_time(struct runfile *run, double factor);

/* Makes every time of the run, and its workers', a multiple of its baseline: the
 * baseline 1, the value their ratio, the cost the ratio less 1, the unit "x". */
void runfile_make_ratios(struct runfile *run);

/* Whether two rows are about the same case and variant; `any_allocator`: that
 * of the rows does not matter. The order is total, for sorting. */
int runfile_order(const struct runfile_row *a, const struct runfile_row *b, int any_allocator);

/* Whether a row's figure is exact: its interval is the value itself. */
int runfile_is_exact(const struct runfile_row *row);

void runfile_free(struct runfile *run);

#endif
