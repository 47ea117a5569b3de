/* SPDX-License-Identifier: MIT
 *
 * Counts what a case does: allocations, and instructions under valgrind.
 */
#include "run_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SIMULATION_S = 300 }; /* the longest that one case may take */

/* Fails a case that allocates other than declared, for instance because the compiler elided
 * a malloc. */
static void check_tallies(struct run_case *c, const struct worker_report *report)
{
    const struct variant *variants = c->scenario->sizes[c->size].variants;
    uint64_t ops = c->counted_ops = report->counted_ops;
    memcpy(c->tallies, report->tallies, sizeof c->tallies);
    for (size_t v = 0; variants[v].name; v++) {
        const struct tally *t = &report->tallies[v];
        if (t->allocs != ops * variants[v].allocs || t->bytes != ops * variants[v].bytes ||
            t->frees != t->allocs)
            snprintf(c->failure, sizeof c->failure,
                     "%s declares %u allocs of %zu bytes, counted %g of %g, freed %g",
                     variants[v].name, variants[v].allocs, variants[v].bytes,
                     (double) t->allocs / (double) ops, (double) t->bytes / (double) ops,
                     (double) t->frees / (double) ops);
        else if (report->checksums[v] != report->checksums[0])
            snprintf(c->failure, sizeof c->failure, "%s and %s compute different results",
                     variants[0].name, variants[v].name);
    }
}

int run_count(struct run *run, struct run_case *c)
{
    if (c->scenario->peer && run_partner(run, c)->place == PARTNER_NONE)
        snprintf(c->failure, sizeof c->failure,
                 "its peer needs a second PU, and this process may only use one");
    if (c->failure[0])
        return 0;
    int error = run_one_worker(run, c, WORKER_COUNT, 0);
    if (!error && !c->failure[0])
        check_tallies(c, run->pool->report);
    return error;
}

int run_is_simulated(const struct run_case *c)
{
    return !c->scenario->peer && !c->scenario->instances && !c->allocator->collects;
}

int run_simulate(struct run *run, struct run_case *c)
{
    const struct worker_report *report = run->pool->report;
    if (c->scenario->peer)
        snprintf(c->simulation_error, sizeof c->simulation_error,
                 "callgrind cannot tell the peer's instructions from the sender's");
    else if (c->allocator->collects)
        snprintf(c->simulation_error, sizeof c->simulation_error,
                 "callgrind runs too few operations to contain a collection");
    if (!run_is_simulated(c))
        return 0;
    run_plan(run, c, WORKER_CALLGRIND, 0);
    run->pool->plan->limits.hard_s = SIMULATION_S;
    run->timed = NULL;
    int error = run_worker(run);
    if (error == -EINTR || run->ending[0])
        return error;
    if (!error) {
        error = callgrind_read(run->pool->dump_fd, c->ladder.count, report->counted_ops,
                               c->simulation, run->callgrind_version);
        c->simulated_ops = error ? 0 : report->counted_ops;
    }
    if (error)
        snprintf(c->simulation_error, sizeof c->simulation_error, "%s",
                 report->error[0] ? report->error : "callgrind's dump cannot be read");
    return 0;
}
