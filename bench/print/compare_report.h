/* SPDX-License-Identifier: MIT
 *
 * Prints the result of `compare` in all its formats. report_* print to standard output and
 * return 0 or a negative errno. Threads: one.
 */
#ifndef BENCH_PRINT_COMPARE_REPORT_H
#define BENCH_PRINT_COMPARE_REPORT_H

#include "bench/options.h"
#include "harness/compare/compare.h"
#include "harness/readback/provenance.h"

#include <stdio.h>

/* One side of the comparison, as the command line names it. */
struct report_run {
    char label[32];        /* BASE, NEW, NEW2, ... */
    char *name;            /* its path, with @ALLOCATOR */
    const char *allocator; /* the only allocator of its cases, or NULL */
    /* NULL: no machine.json. Of runs other than the base only CPU and build are kept. */
    const json_t *machine;
    unsigned pooled;
    double clock_factor;            /* factor that its times were multiplied by */
    struct provenance *differences; /* from the base run; NULL for the base run */
};

struct report {
    const char *metric;
    const char *unit;
    struct report_run *runs;
    struct compare_table table;
    int gated, across_machines;
    struct compare_gate gate;
    const struct compare_row **shown; /* the rows to print, in their order: report_select */
    size_t shown_count;
};

enum compare_order { COMPARE_AS_READ, COMPARE_BY_COST, COMPARE_BY_CHANGE, COMPARE_BY_NAME };

/* Which rows are printed, and in what order. */
struct compare_view {
    unsigned verdicts; /* a bit for each enum verdict */
    enum compare_order order;
};

/* Sets `shown`, which the caller frees. A case is shown, with the rows of all runs, when
 * one of them has such a verdict. The largest cost, the largest relative change, or the
 * first name comes first. The table itself stays whole: conclusion, means and gate are of
 * all its rows. -ENOMEM. */
int report_select(struct report *report, const struct compare_view *view);

/* Writes a short name that distinguishes the row, such as "return_pointer/64/jemalloc". */
void words_case(const struct report *report, const struct compare_row *row, char *out, size_t size);

/* Prints one line: how run number `run` compares with the base. The line names the run's lane
 * if the runs are of two lanes, otherwise its label. */
void words_conclusion(const struct report *report, size_t run, FILE *to);

/* Prints what a reader must know to trust the comparison: how the runs differ, and what was
 * left out. `bullet` starts each line. */
void words_remarks(const struct report *report, const char *bullet, FILE *to);

/* Prints machine, compiler and commit of a run in a few words. */
void words_run(const struct report_run *run, FILE *to);

/* Prints the geometric means, one line for each run; nothing if there are none. */
void words_means(const struct report *report, const char *bullet, FILE *to);

/* Prints what `put` writes, folded to the terminal's width. */
int report_folded(const struct report *report, void (*put)(const struct report *, FILE *));

/* Prints for each row, in a few lines, what its verdict rests on; `format` is
 * FORMAT_MARKDOWN or FORMAT_TABLE. */
int report_why(const struct report *report, enum format format);

/* Why a row has no verdict. */
const char *words_reason(const struct compare_row *row);

int report_table(const struct report *report);
int report_markdown(const struct report *report);
int report_csv(const struct report *reports, size_t count);
int report_json(const struct report *reports, size_t count);

#endif
