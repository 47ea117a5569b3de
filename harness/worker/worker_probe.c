/* SPDX-License-Identifier: MIT */
#include "worker_probe.h"

#include "harness/machine/sibling.h"

#include <errno.h>

enum {
    PROBE_WORKERS = 10, /* most workers until one sees a quiet core */
    PATIENT_WORKERS = 4,
};

/* Whether a search that found a quiet core may end. A patient search goes on, for up to
 * PATIENT_WORKERS workers, until it has also seen the rate beside an awake sibling. */
static int is_enough(size_t probed, size_t least, int patient, const struct quiet_state *state,
                     const struct rate_counts *rates)
{
    return probed >= least && (!patient || probed >= PATIENT_WORKERS ||
                               rate_counts_show_both(rates, state->cycles_per_slot));
}

int worker_probe(struct worker_pool *pool, const unsigned *pus, size_t places, int patient,
                 struct quiet_state *state, struct rate_counts *rates)
{
    size_t most = patient ? PROBE_WORKERS : places, least = patient ? places : 1;
    int error = 0, found = 0;
    size_t probed = 0;
    for (size_t i = 0; i < most && !(found && is_enough(i, least, patient, state, rates)); i++) {
        const struct worker_report *report = pool->report;
        unsigned pu = pus[i % places];
        *pool->plan =
            (struct worker_plan){ .job = WORKER_PROBE,
                                  .pus = { pu },
                                  .pu_count = 1,
                                  .sibling = sibling_of(machine_os_index(pool->machine, pu)),
                                  .limits = { .hard_s = 0.1 } };
        worker_plan_allocator(pool->plan, &allocators[0]);
        error = worker_pool_run(pool);
        if (error == -ECHILD)
            continue; /* for instance because a PU went offline; tries the next one */
        if (error)
            return error;
        rate_counts_merge(rates, &report->measured.facts.rates);
        if (probed++ == 0 || report->was_quiet > found ||
            (report->was_quiet == found && probe_is_better(report->probed.cycles_per_slot, state)))
            *state = report->probed;
        found |= report->was_quiet;
    }
    return probed > 0 ? found : error;
}
