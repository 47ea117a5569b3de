/* SPDX-License-Identifier: MIT
 *
 * Prints the result of `compare` in all its formats. report_* print to standard output and
 * return 0 or a negative errno. Threads: one.
 */
#ifndef BENCH_PRINT_COMPARE_REPORT_H
#define BENCH_PRINT_COMPARE_REPORT_H

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
};

/* Writes a short name that distinguishes the row, such as "return_pointer/64/jemalloc". */
void words_case(const struct report *report, const struct compare_row *row, char *out, size_t size);

/* Prints one line: how run number `run` compares with the base. */
void words_conclusion(const struct report *report, size_t run, FILE *to);

/* Prints what a reader must know to trust the comparison: how the runs differ, and what was
 * left out. `bullet` starts each line. */
void words_remarks(const struct report *report, const char *bullet, FILE *to);

/* Prints machine, compiler and commit of a run in a few words. */
void words_run(const struct report_run *run, FILE *to);

/* Prints the geometric means, one line for each run; nothing if there are none. */
void words_means(const struct report *report, const char *bullet, FILE *to);

/* Prints for each row, in a few lines, what its verdict rests on. 0 or a negative errno. */
int report_why(const struct report *report, FILE *to);

/* Why a row has no verdict. */
const char *words_reason(const struct compare_row *row);

int report_table(const struct report *report);
int report_markdown(const struct report *report);
int report_csv(const struct report *reports, size_t count);
int report_json(const struct report *reports, size_t count);

#endif
