/* SPDX-License-Identifier: MIT
 *
 * What the jobs of one worker share. Private to worker.c and go_worker.c, which
 * does what is different in a Go lane (harness/subject/go_runtime.h).
 */
#ifndef HARNESS_WORKER_WORKER_INTERNAL_H
#define HARNESS_WORKER_WORKER_INTERNAL_H

#include "worker.h"

struct worker {
    const struct worker_plan *plan;
    struct worker_report *report;
    const struct scenario *scenario;
    const struct scenario *port; /* the same scenario in C; in a Go lane another one */
    const struct scenario_size *size;
    struct ladder ladder;
    struct allocation_pair pairs[VARIANTS_MAX];
};

/* Leaves the reason in the report; 1. */
__attribute__((format(printf, 2, 3))) int worker_fail(struct worker *w, const char *format, ...);

/* ---- of a Go lane; each gives 0, or 1 with the reason in the report ---- */

/* Opens the lane's library; the report gets what it says of itself. */
int go_worker_open(struct worker *w);

/* The scenario of the plan in the lane's own catalogue. */
int go_worker_find(struct worker *w, const struct scenario *const *ports);

/* Calls job(w) on the thread that Go's part may be used from; its result. */
int go_worker_enter(struct worker *w, int (*job)(struct worker *w));

/* Like the jobs and steps of worker.c that they stand for. */
int go_worker_prepare(struct worker *w);
int go_worker_count(struct worker *w);
int go_worker_retain(struct worker *w);

/* For struct sampling. */
extern const struct sampled_runtime go_worker_runtime;
uint64_t go_worker_collections(void);

/* Whether collections come at all: GOGC is not off. */
int go_worker_collects(const struct worker *w);

#endif
