/* SPDX-License-Identifier: MIT */
#include "quiet_search.h"

#include "harness/machine/core_kind.h"
#include "harness/machine/facts.h"
#include "harness/quiet/quiet_state.h"
#include "harness/worker/worker_probe.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

__attribute__((format(printf, 2, 3))) static void remark(struct quiet_search *search,
                                                         const char *format, ...)
{
    va_list arguments;
    size_t length = strlen(search->remark);
    if (length > 0 && length + 2 < sizeof search->remark) {
        memcpy(search->remark + length, "; ", 3);
        length += 2;
    }
    va_start(arguments, format);
    vsnprintf(search->remark + length, sizeof search->remark - length, format, arguments);
    va_end(arguments);
}

/* Loads the stored state. Returns whether there is one. A refused file gives a remark. */
static int load(struct quiet_search *search, unsigned cpu)
{
    char name[128], kind[256];
    const struct machine *machine = search->machine;
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(machine->topology, cpu);
    core_kind_describe(machine->topology, pu, kind, sizeof kind);
    facts_kind_name(kind, name, sizeof name);
    facts_cpu_identity((int) cpu, search->cpu, sizeof search->cpu);
    if (quiet_state_path(name, search->file, sizeof search->file) != 0)
        search->file[0] = '\0';
    return search->file[0] && quiet_state_load(search->file, search->cpu, &search->record,
                                               search->remark, sizeof search->remark) == 0;
}

/* Applies the bounds of the core's design. They are stronger than any rate that was seen,
 * because the core may have been busy whenever it was probed. */
static void hold_to_design(struct quiet_search *search, struct run *run,
                           const struct known_core *core)
{
    double *rate = &run->quiet_state.cycles_per_slot;
    if (!run->quiet_bounds.measured || quiet_bounds_hold(&run->quiet_bounds, *rate))
        return;
    remark(search,
           "the core was not quiet when it was probed (%.3f cycles per slot; a quiet %s has "
           "%.3f): turns are compared with the known rate",
           *rate, core->name, (core->low + core->high) / 2);
    *rate = (core->low + core->high) / 2;
    search->guessed = 0;
}

/* Writes a remark about a state that nothing confirms. */
static void tell_doubt(struct quiet_search *search, const struct run *run)
{
    if (run_quiet_confirmed(run))
        return;
    remark(search,
           "the quiet state is not confirmed (%.3f cycles per slot%s): times have no verdict "
           "unless this run also sees the rate beside an awake sibling; later runs may confirm it",
           run->quiet_state.cycles_per_slot, search->guessed > 0 ? ", no core was ever quiet" : "");
}

/* Probes the cores that the run measures on. Returns what worker_probe does. */
static int look(struct run *run, const struct known_core *core, int confirmed,
                struct core_seen *seen)
{
    unsigned pus[1 + MACHINE_STAND_INS_MOST] = { run->settings.pu };
    memcpy(pus + 1, run->settings.stand_ins, sizeof run->settings.stand_ins);
    struct core_search where = { .pus = pus,
                                 .pu_count = 1 + run->settings.stand_in_count,
                                 .patient = !confirmed,
                                 .bounds = run->quiet_bounds,
                                 .places = known_core_places(core) };
    int found = worker_probe(run->pool, &where, seen);
    const char *why = run->pool->report->error;
    if (found < 0 && found != -EINTR)
        snprintf(run->ending, sizeof run->ending, "the core cannot be probed: %.*s",
                 (int) sizeof run->ending - 32, why[0] ? why : strerror(-found));
    rate_counts_merge(&run->rates, &seen->rates);
    return found;
}

int quiet_search_find(struct quiet_search *search, struct run *run)
{
    struct core_seen seen = { 0 };
    *search = (struct quiet_search){ .machine = run->pool->machine };
    int os = machine_os_index(run->pool->machine, run->settings.pu);
    unsigned cpu = os < 0 ? 0 : (unsigned) os;
    int known = load(search, cpu);
    const struct quiet_state *stored = &search->record.state;
    const struct known_core *core = known_core_of((int) cpu, &run->quiet_bounds);
    int agreed = known && quiet_state_is_confirmed(&search->record);
    int sure = agreed || (known && quiet_bounds_hold(&run->quiet_bounds, stored->cycles_per_slot));
    int found = look(run, core, sure, &seen);
    if (found < 0)
        return found;
    const struct quiet_state *probed = &seen.state;
    run->quiet_state = !known ? *probed : found ? quiet_state_merge(stored, probed) : *stored;
    search->guessed = known || found ? 0 : probed->cycles_per_slot;
    if (seen.has_places && run->quiet_bounds.high == 0)
        run->quiet_bounds = quiet_bounds_alone(probed->cycles_per_slot);
    hold_to_design(search, run, core);
    run->quiet_agreed = agreed && run->quiet_state.cycles_per_slot == stored->cycles_per_slot;
    search->doubted = !run_quiet_confirmed(run);
    tell_doubt(search, run);
    return 0;
}

/* After a run whose control contradicts the state: removes what is stored. */
static void forget(struct quiet_search *search, const struct run *run)
{
    remark(
        search,
        "the control's operations took %.2f times as long in disturbed batches as in quiet ones: "
        "the quiet state is wrong; times have no verdict, and the next run finds a new state",
        run->control.ratio);
    search->record.misses = QUIET_STATE_MISSES;
    search->record.state = run->quiet_state;
    if (search->file[0])
        quiet_state_save(search->file, search->cpu, &search->record);
}

void quiet_search_keep(struct quiet_search *search, const struct run *run)
{
    unsigned kept = 0, taken = 0;
    const char *confirmed = run_quiet_confirmed(run);
    search->remark[0] = '\0';
    if (control_check_contradicts(&run->control)) {
        forget(search, run);
        return;
    }
    if (search->doubted && confirmed)
        remark(search, "the quiet state is confirmed now (%.3f cycles per slot): %s",
               run->quiet_state.cycles_per_slot, confirmed);
    if (!search->file[0] || run->quiet_state.cycles_per_slot == search->guessed)
        return; /* a guess is not stored, because later runs would rely on it */
    for (size_t i = 0; i < run->case_count; i++) {
        kept += run->cases[i].turns_kept;
        taken += run->cases[i].turns_total;
    }
    if (taken == 0)
        return; /* all cases failed: that says nothing of the state */
    search->record.misses = kept > 0 ? 0 : search->record.misses + 1;
    if (search->record.misses >= QUIET_STATE_MISSES)
        remark(search, "no quiet turn in %d runs: the next run finds a new quiet state",
               search->record.misses);
    if (kept > 0)
        quiet_state_count(&search->record, &run->quiet_state, confirmed != NULL, time(NULL));
    search->record.state = run->quiet_state;
    quiet_state_save(search->file, search->cpu, &search->record);
}
