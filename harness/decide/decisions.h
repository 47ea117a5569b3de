/* SPDX-License-Identifier: MIT
 *
 * The decisions of `run --detect`: for every case, whether two sides differ by as much as
 * the limit or not at all, how long the decision takes, and whether it is reached.
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
    double promised_s;     /* seconds; NaN: nothing was promised yet */
};

/* Pairs the cases of the two sides; `limit` is a share, 0.01 for 1 %. -EINVAL: there are
 * not two sides. */
int decisions_open(struct decisions *d, const struct run *run, double limit);

/* Looks up what earlier runs on this kind of core have seen. If they have seen every case,
 * promises a time. `run` is the one of decisions_open. */
int decisions_recall(struct decisions *d, const struct run *run);

/* Promises a time by what the workers so far have shown, for cases without a history.
 * Returns 0 if it could not, because a case has fewer than five pairs of workers. */
int decisions_promise(struct decisions *d);

/* Looks at all decisions that a case of the run is part of. Returns whether any is still
 * open. */
int decisions_is_open(struct decisions *d, const struct run *run, size_t index);

/* How many pairs of workers a decision rests on. */
size_t decision_pairs(const struct decision *decision);

/* What the pairs have shown, for the history of `name`; -ENODATA: too few of them count. */
int decision_seen(const struct decision *decision, char name[SPREAD_NAME_MAX],
                  struct spread_seen *seen);

void decisions_close(struct decisions *d);

#endif
