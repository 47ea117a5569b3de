/* SPDX-License-Identifier: MIT
 *
 * The decisions of `run --detect`: for every case, whether two sides differ by as much as
 * the limit or not at all, how long the decision takes, and whether it is reached.
 *
 * A time is promised in two steps. Before the run, earlier runs tell how far apart pairs of
 * workers lie and how long a worker takes. Ten pairs of this run tell how much longer a
 * worker takes now than then, because the host is busier or quieter.
 *
 * The sides are two programs (run->against is the base) or two allocators (the first is the
 * base). The chance of any false alarm in the table is 5 %, split equally among its cases
 * (Bonferroni). Ownership: decisions_open allocates, decisions_close frees; the runs must
 * live as long. Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_DECIDE_DECISIONS_H
#define HARNESS_DECIDE_DECISIONS_H

#include "harness/figures/detect.h"
#include "harness/figures/spread_history.h"
#include "harness/run/run.h"

struct decision {
    const struct run *base_run, *run;
    size_t base_case, other_case; /* indexes into the cases of base_run and of run */
    struct rungs_compared compared;
    struct spread_prior prior;
    /* From earlier runs or from the pairs so far. NaN: unknown. */
    double sd;    /* a worker's part in the spread of pairs (detect_pairs), relative to the time */
    double scale; /* what percentages are of, relative to the time */
    double worker_s; /* seconds that a worker takes */
    struct detect test;
    double percent_of; /* ns that are 100 %; NaN until there are figures */
};

struct decisions {
    struct decision *list;
    size_t count, unknown; /* `unknown`: how many of them no earlier run has seen */
    double limit;          /* a share, 0.01 for 1 % */
    const struct run *run; /* that of decisions_open */
    double expected_s;     /* seconds, if workers take as long as in earlier runs; NaN: unknown */
    double promised_s;     /* seconds from the run's start; NaN: nothing was promised yet */
};

/* Pairs the cases of the two sides; `limit` is a share, 0.01 for 1 %. -EINVAL: there are
 * not two sides. */
int decisions_open(struct decisions *d, const struct run *run, double limit);

/* Looks up what earlier runs on this kind of core have seen. If they have seen every case,
 * sets expected_s. */
int decisions_recall(struct decisions *d);

/* Promises a time, once: as soon as there are ten pairs of workers, and five of each case
 * that no earlier run has seen. Returns whether a time was promised now. */
int decisions_promise(struct decisions *d);

/* Looks at all decisions that a case of the run is part of. Looks in the first half of the
 * promised time are early (detect_look). Returns whether any decision is still open. */
int decisions_is_open(struct decisions *d, const struct run *run, size_t index);

/* How many pairs of workers a decision rests on. */
size_t decision_pairs(const struct decision *decision);

/* What the pairs have shown, for the history of `name`; -ENODATA: too few of them count. */
int decision_seen(const struct decision *decision, char name[SPREAD_NAME_MAX],
                  struct spread_seen *seen);

void decisions_close(struct decisions *d);

#endif
