/* SPDX-License-Identifier: MIT */
#include "harness/figures/retention.h"
#include "run_internal.h"

#include <stdio.h>

/* Fails a case whose instances hold other than declared. */
static void check(struct run_case *c, const struct worker_report *report, size_t variant,
                  uint64_t checksum)
{
    const struct variant *variants = c->scenario->sizes[c->size].variants, *v = &variants[variant];
    const struct retained *held = &report->retained;
    /* Go says what instances hold, but not what was requested. */
    if (!c->scenario->in_go && !retention_is_as_declared(v, held))
        snprintf(c->failure, sizeof c->failure,
                 "%s declares to hold %u blocks of %zu bytes, holds %g of %g", v->name, v->allocs,
                 v->bytes, held->of[RETAINED_ALLOCS], held->of[RETAINED_ASKED]);
    else if (report->checksums[variant] != checksum)
        snprintf(c->failure, sizeof c->failure, "%s and %s compute different results",
                 variants[0].name, v->name);
}

/* Each variant gets a process of its own. In a process that has made and freed other
 * instances, new ones would reuse that memory and not show. */
int run_retain(struct run *run, struct run_case *c)
{
    const struct worker_report *report = run->pool->report;
    uint64_t checksum = 0;
    for (size_t v = 0; c->scenario->sizes[c->size].variants[v].name; v++) {
        int error = run_one_worker(run, c, WORKER_RETAIN, v);
        if (error || c->failure[0] || c->given_up)
            return error;
        c->held[c->held_count].variants[v] = report->retained;
        checksum = v == 0 ? report->checksums[0] : checksum;
        check(c, report, v, checksum);
        if (c->failure[0])
            return 0;
    }
    c->held_count++;
    return 0;
}
