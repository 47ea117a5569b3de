/* SPDX-License-Identifier: MIT
 *
 * From the operands of `compare` to runs that stand side by side.
 */
#ifndef BENCH_COMPARE_LOAD_H
#define BENCH_COMPARE_LOAD_H

#include "bench/print/compare_report.h"
#include "options_compare.h"
#include "sources.h"

struct comparing {
    const struct options_compare *options;
    const struct sources *sources;
    const char *metric;
    struct runfile *files;         /* one for each side */
    struct spread_history history; /* of the machine that this is, if the runs are its own */
    struct report report;
};

/* Loads every side and says in the report what it is; one side for each PU is
 * read at once, and of a side only its figures stay in memory. An exit status;
 * complains of the first side that is no run, or not comparable. Reads options,
 * sources and metric. After an error, too, compare_unload. */
int compare_load(struct comparing *c);

void compare_unload(struct comparing *c);

#endif
