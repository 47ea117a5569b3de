/* SPDX-License-Identifier: MIT */
#include "harness/base/json_path.h"
#include "harness/figures/effort.h"
#include "harness/quiet/probe.h"
#include "runfile_internal.h"

#include <string.h>

/* The percentage at a path of machine.json as a share; `unknown` if it is missing. */
static double share_of(const json_t *machine, const char *path, double unknown)
{
    double percent = json_number_value(json_at(machine, path));
    return percent > 0 ? percent / 100 : unknown;
}

/* Drops the results that the run itself did not use (worker_result_is_usable): too few kept
 * turns, or a quiet state that was refined later. */
void runfile_drop_noisy(struct runfile *run, double quiet_slot)
{
    const json_t *machine = run->machine;
    const char *effort = json_string_value(json_at(machine, "settings/effort"));
    double quiet = json_number_value(json_at(machine, "probe/best_cycles_per_slot"));
    double below = share_of(machine, "probe/tolerance_percent", probe_tolerance);
    /* Runs before version 1.0.0 had one tolerance for both sides. */
    double above = share_of(machine, "probe/tolerance_above_percent", below);
    quiet = quiet > 0 ? quiet : quiet_slot;
    unsigned least = 1;
    const struct effort *known = effort ? effort_find(effort) : NULL;
    if (known)
        least = known->limits.turns_least;
    for (size_t i = 0; i < run->row_count; i++) {
        struct runfile_row *row = &run->rows[i];
        size_t kept = 0;
        for (size_t k = 0; k < row->result_count; k++) {
            double off = row->results[k].cycles_per_slot - quiet;
            int is_quiet = quiet == 0 || (off >= -below * quiet && off <= above * quiet);
            if (row->results[k].turns >= least && is_quiet)
                row->results[kept++] = row->results[k];
        }
        row->result_count = kept;
    }
}
