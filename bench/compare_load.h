/* SPDX-License-Identifier: MIT
 *
 * Loads the runs that the operands of `compare` name.
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
    struct spread_history history; /* of this machine, if the runs were measured on it */
    struct report report;
};

/* Loads every side and describes it in the report. As many sides are read at once as there
 * are PUs; only the figures of a side stay in memory. Returns an exit status, after a
 * message about the first side that is no run or is not comparable. The caller sets
 * options, sources and metric. Call compare_unload after an error, too. */
int compare_load(struct comparing *c);

void compare_unload(struct comparing *c);

#endif
