/* SPDX-License-Identifier: MIT */
#include "worker_probe.h"

#include "harness/machine/sibling.h"

#include <errno.h>

enum {
    PROBE_WORKERS = 10, /* most workers until one sees a quiet core */
    PATIENT_WORKERS = 4,
};

/* Whether a search that found a quiet core may end. A patient search goes on, for up to
 * PATIENT_WORKERS workers, until something confirms that the core was quiet. */
static int is_enough(const struct core_search *search, const struct core_seen *seen, size_t probed)
{
    if (!search->patient)
        return probed > 0;
    return probed >= search->pu_count &&
           (probed >= PATIENT_WORKERS || seen->has_places ||
            quiet_bounds_hold(&search->bounds, seen->state.cycles_per_slot) ||
            rate_counts_show_both(&seen->rates, seen->state.cycles_per_slot));
}

static void plan_probe(struct worker_pool *pool, const struct core_search *search, size_t i)
{
    unsigned pu = search->pus[i % search->pu_count];
    *pool->plan = (struct worker_plan){ .job = WORKER_PROBE,
                                        .pus = { pu },
                                        .pu_count = 1,
                                        .sibling = sibling_of(machine_os_index(pool->machine, pu)),
                                        .places = search->places,
                                        .limits = { .hard_s = 0.1 } };
    worker_plan_allocator(pool->plan, &allocators[0]);
}

/* Takes a worker's state over if it is the better one. `found`: an earlier worker saw a quiet
 * core. */
static void take_over(struct core_seen *seen, const struct worker_report *report, size_t probed,
                      int found)
{
    const struct quiet_state *state = &report->probed;
    if (probed == 0 || report->was_quiet > found ||
        (report->was_quiet == found && probe_is_better(state->cycles_per_slot, &seen->state))) {
        seen->state = *state;
        seen->has_places = report->has_places;
    } else if (report->was_quiet && !probe_is_better(seen->state.cycles_per_slot, state)) {
        seen->has_places |= report->has_places;
    }
}

int worker_probe(struct worker_pool *pool, const struct core_search *search, struct core_seen *seen)
{
    size_t most = search->patient ? PROBE_WORKERS : search->pu_count, probed = 0;
    int error = 0, found = 0;
    for (size_t i = 0; i < most && !(found && is_enough(search, seen, i)); i++) {
        plan_probe(pool, search, i);
        error = worker_pool_run(pool);
        if (error == -ECHILD || error == -EXDEV)
            continue; /* for instance because a PU went offline; tries the next one */
        if (error)
            return error;
        rate_counts_merge(&seen->rates, &pool->report->measured.facts.rates);
        take_over(seen, pool->report, probed++, found);
        found |= pool->report->was_quiet;
    }
    return probed > 0 ? found : error;
}
