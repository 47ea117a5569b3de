/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "quiet.h"

#include "commands.h"
#include "harness/facts.h"
#include "harness/state.h"

#include <errno.h>

static int load(struct quiet *quiet, struct quiet_state *stored)
{
    char host[128];
    facts_host_name(host, sizeof host);
    facts_cpu_identity(quiet->cpu, sizeof quiet->cpu);
    if (state_path(host, quiet->file, sizeof quiet->file) != 0)
        quiet->file[0] = '\0';
    return quiet->file[0] && state_load(quiet->file, quiet->cpu, stored, &quiet->misses) == 0;
}

int quiet_find(struct quiet *quiet, struct run *run)
{
    struct quiet_state stored, probed;
    *quiet = (struct quiet){ 0 };
    int known = load(quiet, &stored);
    int found = run_probe(run->shop, &run->settings, !known, &probed);
    if (found < 0) {
        if (found != -EINTR)
            complain("the core cannot be probed: %s", run->shop->report->error);
        return found;
    }
    run->best = !known ? probed : found ? state_merge(&stored, &probed) : stored;
    quiet->guessed = known || found ? 0 : probed.cycles_per_slot;
    if (quiet->guessed > 0)
        complain("no core was quiet for a moment, so what quiet is here is not known yet: figures "
                 "may be of a shared core");
    return 0;
}

void quiet_keep(struct quiet *quiet, const struct run *run)
{
    unsigned kept = 0;
    if (!quiet->file[0] || run->best.cycles_per_slot == quiet->guessed)
        return; /* a guess is no state to hold later runs to */
    for (size_t i = 0; i < run->case_count; i++)
        kept += run->cases[i].turns_kept;
    quiet->misses = kept > 0 ? 0 : quiet->misses + 1;
    if (quiet->misses >= STATE_MISSES)
        complain("no quiet turn in %d runs: the next one learns the best state anew",
                 quiet->misses);
    state_save(quiet->file, quiet->cpu, &run->best, quiet->misses);
}
