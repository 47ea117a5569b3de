/* SPDX-License-Identifier: MIT
 *
 * The metrics: one row for each, with its unit, where its value comes from and
 * how its figure gets a verdict. Readers of the CSV find it in results/README.md.
 *
 * A new metric is one row of metric.c and a case in the reader of its source:
 * worker_result_value (harness/figures/estimate.c) for what the workers' turns
 * say, run_figure (harness/run/run_figures.c) for what is counted once a case.
 *
 * Constant data; thread-safe.
 */
#ifndef HARNESS_FIGURES_METRIC_H
#define HARNESS_FIGURES_METRIC_H

#include <stddef.h>

enum metric_source {
    METRIC_TIME,      /* paired batches of the kept turns */
    METRIC_QUANTILE,  /* the same times; `which`: index into time_quantiles */
    METRIC_WALK,      /* turns with walks */
    METRIC_COUNTER,   /* turns with counters; struct metric_use says which counter */
    METRIC_QUOTIENT,  /* one counter over another; struct metric_use says which */
    METRIC_CALLGRIND, /* the worker under valgrind; `which`: enum callgrind_count */
    METRIC_TALLY,     /* the counting worker; `which`: enum tally_count */
    METRIC_RETAINED   /* retention workers; `which`: enum retained_measure */
};

enum metric_rule {
    RULE_INTERVAL, /* by the intervals of difference and ratio */
    RULE_EXACT,    /* by the sign of the difference: the interval is the value itself */
    RULE_NONE      /* no verdict: more of it is neither slower nor faster */
};

struct metric {
    const char *name; /* as in the CSV; NULL: each counter asked for, by its own name */
    const char *unit;
    double slack; /* RULE_EXACT: a difference of up to this many events is `same` */
    enum metric_source source;
    unsigned which;
    enum metric_rule rule;
    int is_layout_bound; /* depends on the address layout of a process */
    int is_clock_scaled; /* ns at the reference clock of the run's machine */
    int is_portable;     /* the same on every machine of one architecture */
};

/* In the order of a case's rows in comparison.csv; `metric_count` of them. */
extern const struct metric metric_table[];
extern const size_t metric_count;

/* The metric of that name; for an unknown name the row of counters. */
const struct metric *metric_find(const char *name);

/* Whether the metric is `time`, the only one that each worker measures pair by pair. */
int metric_is_time(const char *name);

/* A metric of a run, with the counters that it is made of. */
struct metric_use {
    const struct metric *metric;
    size_t counter, divisor; /* indexes into the run's counter list */
};

#endif
