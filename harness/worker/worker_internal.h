/* SPDX-License-Identifier: MIT
 *
 * What the jobs of one worker share. Private to worker.c and go_worker.c. go_worker.c does
 * what differs in a Go lane (harness/subject/go_runtime.h).
 */
#ifndef HARNESS_WORKER_WORKER_INTERNAL_H
#define HARNESS_WORKER_WORKER_INTERNAL_H

#include "worker.h"

struct worker {
    const struct worker_plan *plan;
    struct worker_report *report;
    const struct scenario *scenario;
    const struct scenario *port; /* the scenario in C; in a Go lane `scenario` is the original */
    const struct scenario_size *size;
    struct ladder ladder;
    struct allocation_pair pairs[VARIANTS_MAX];
};

/* Writes the reason to the report. Returns 1. */
__attribute__((format(printf, 2, 3))) int worker_fail(struct worker *w, const char *format, ...);

/* ---- of a Go lane; each gives 0, or 1 with the reason in the report ---- */

/* Opens the lane's library and writes its description to the report. */
int go_worker_open(struct worker *w);

/* Finds the plan's scenario in the lane's own catalogue. */
int go_worker_find(struct worker *w, const struct scenario *const *ports);

/* Calls job(w) on the thread that may use Go's code. Returns the job's result. */
int go_worker_enter(struct worker *w, int (*job)(struct worker *w));

/* Replace the jobs and steps of the same name in worker.c. */
int go_worker_prepare(struct worker *w);
int go_worker_count(struct worker *w);
int go_worker_retain(struct worker *w);

/* For struct sampling. */
extern const struct sampled_runtime go_worker_runtime;
uint64_t go_worker_collections(void);

/* Whether collections come at all: GOGC is not off. */
int go_worker_collects(const struct worker *w);

#endif
