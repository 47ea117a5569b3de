/* SPDX-License-Identifier: MIT
 *
 * What `compare` prints, in its formats. All print to standard output and
 * return 0 or a negative errno.
 */
#ifndef BENCH_PRINT_COMPARE_REPORT_H
#define BENCH_PRINT_COMPARE_REPORT_H

#include "harness/compare/compare.h"
#include "harness/readback/provenance.h"

#include <stdio.h>

/* A run as it was named on the command line. */
struct report_run {
    char label[32];        /* BASE, NEW, NEW2, ... */
    char *name;            /* its path, with @ALLOCATOR */
    const char *allocator; /* the only one of its cases, or NULL */
    const json_t *machine; /* NULL: no machine.json; CPU and build alone but for the base run */
    unsigned pooled;
    double clock_factor;            /* its times were multiplied by */
    struct provenance *differences; /* from the base run; NULL for that one */
};

struct report {
    const char *metric;
    const char *unit;
    struct report_run *runs;
    struct compare_table table;
    int gated, across_machines;
    struct compare_gate gate;
};

/* "return_pointer/64/jemalloc": as much as tells a row from others. */
void words_case(const struct report *report, const struct compare_row *row, char *out, size_t size);

/* One line: how run `run` compares with the base. */
void words_conclusion(const struct report *report, size_t run, FILE *to);

/* What the reader must know to believe it: what differs, what was left out.
 * `bullet` starts each line. */
void words_remarks(const struct report *report, const char *bullet, FILE *to);

/* Machine, compiler and commit of a run, in a few words. */
void words_run(const struct report_run *run, FILE *to);

/* The geometric means, a line for each run; nothing when there are none. */
void words_means(const struct report *report, const char *bullet, FILE *to);

/* What each row's verdict rests on, a few lines for each. 0 or a negative errno. */
int report_why(const struct report *report, FILE *to);

/* Why a row has no verdict. */
const char *words_reason(const struct compare_row *row);

int report_table(const struct report *report);
int report_markdown(const struct report *report);
int report_csv(const struct report *reports, size_t count);
int report_json(const struct report *reports, size_t count);

#endif
