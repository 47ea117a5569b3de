/* SPDX-License-Identifier: MIT */
#include "quiet_search.h"

#include "harness/machine/facts.h"
#include "harness/sampling/quiet_state.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static int load(struct quiet_search *state, struct quiet_state *stored)
{
    char host[128];
    facts_host_name(host, sizeof host);
    facts_cpu_identity(state->cpu, sizeof state->cpu);
    if (quiet_state_path(host, state->file, sizeof state->file) != 0)
        state->file[0] = '\0';
    return state->file[0] && quiet_state_load(state->file, state->cpu, stored, &state->misses) == 0;
}

__attribute__((format(printf, 2, 3))) static void remark(struct quiet_search *state,
                                                         const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(state->remark, sizeof state->remark, format, arguments);
    va_end(arguments);
}

int quiet_search_find(struct quiet_search *state, struct run *run)
{
    struct quiet_state stored, probed;
    *state = (struct quiet_search){ 0 };
    int known = load(state, &stored);
    int found = run_probe(run->pool, &run->settings, !known, &probed);
    if (found < 0) {
        if (found != -EINTR)
            remark(state, "the core cannot be probed: %s", run->pool->report->error);
        return found;
    }
    run->quiet_state = !known ? probed : found ? quiet_state_merge(&stored, &probed) : stored;
    state->guessed = known || found ? 0 : probed.cycles_per_slot;
    if (state->guessed > 0)
        remark(state, "no core was quiet for a moment, so what quiet is here is not known yet: "
                      "figures may be of a shared core");
    return 0;
}

void quiet_search_keep(struct quiet_search *state, const struct run *run)
{
    unsigned kept = 0;
    state->remark[0] = '\0';
    if (!state->file[0] || run->quiet_state.cycles_per_slot == state->guessed)
        return; /* a guess is no state to hold later runs to */
    for (size_t i = 0; i < run->case_count; i++)
        kept += run->cases[i].turns_kept;
    state->misses = kept > 0 ? 0 : state->misses + 1;
    if (state->misses >= QUIET_STATE_MISSES)
        remark(state, "no quiet turn in %d runs: the next one learns the best state anew",
               state->misses);
    quiet_state_save(state->file, state->cpu, &run->quiet_state, state->misses);
}
