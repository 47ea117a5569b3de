/* SPDX-License-Identifier: MIT
 *
 * What `run --detect` is to decide: for every case whether two sides differ by as
 * much as the limit, or not at all; how long that takes; and when it is decided.
 *
 * The sides are two programs (run->against is the base) or two allocators (the first
 * is the base). The chance of any false alarm in the table is 5 %, shared equally
 * by its cases (Bonferroni). Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_RUN_DECISIONS_H
#define HARNESS_RUN_DECISIONS_H

#include "harness/figures/detect.h"
#include "run.h"

struct decision {
    const struct run *base_run, *run;
    size_t base_case, other_case; /* in base_run, in run */
    struct rungs_compared compared;
    struct spread_prior prior;
    double sd, scale, worker_s; /* relative to the time, but for the seconds; NaN: unknown */
    struct detect test;
    double percent_of; /* ns that the percentages are of; NaN until there are figures */
};

struct decisions {
    struct decision *list;
    size_t count, unknown; /* those of which no run has seen anything */
    double limit;          /* a share, 0.01 */
    double promised_s;     /* NaN: nothing was promised yet */
};

/* Pairs what is measured; `limit` as a share. -EINVAL: there are no two sides. */
int decisions_open(struct decisions *d, const struct run *run, double limit);

/* Looks up what earlier runs of machine `host` have seen, and promises a time when
 * they know every case. */
int decisions_recall(struct decisions *d, const char *host);

/* Promises by what the workers so far have shown where no history does. Whether it
 * could: each case needs five pairs. */
int decisions_promise(struct decisions *d);

/* Looks at what a case of the run is part of; whether any of it is still open. */
int decisions_is_open(struct decisions *d, const struct run *run, size_t index);

/* How many pairs of workers a decision rests on. */
size_t decision_pairs(const struct decision *decision);

void decisions_close(struct decisions *d);

#endif
