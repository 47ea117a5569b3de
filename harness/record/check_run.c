/* SPDX-License-Identifier: MIT */
#include "check_run.h"

#include "harness/machine/slurm_job.h"

#include <math.h>

static double width(const struct interval *interval)
{
    return fmax(fabs(interval->low - 1), fabs(interval->high - 1));
}

/* Keeps the widest interval. A case without an interval counts as the widest. */
static void take_control(const struct run *run, const struct run_case *c, struct interval *widest)
{
    for (size_t k = 0; k < c->ladder.steps; k++) {
        struct interval ratio = run_time(run, c, &c->ladder.compared[k]).ratio;
        int first = widest->centre == 0;
        if (first || isnan(ratio.low) || width(&ratio) > width(widest))
            *widest = ratio;
        if (isnan(ratio.low))
            return;
    }
}

/* The widest interval among the control's cases, the turns of all cases, and how far the
 * workers' clocks were apart. */
static struct check_noise noise_of(const struct run *run)
{
    struct check_noise noise = { .slowest = NAN,
                                 .fastest = NAN,
                                 .disturbed = run->control.ratio,
                                 .contradicted = control_check_contradicts(&run->control) };
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        noise.turns_kept += c->turns_kept;
        noise.turns_total += c->turns_total;
        if (c->scenario->control && !isnan(noise.control.low))
            take_control(run, c, &noise.control);
        for (size_t w = 0; w < c->result_count; w++) { /* fmax ignores NaN */
            noise.slowest = fmax(noise.slowest, c->results[w].cycle_ns);
            noise.fastest = fmin(noise.fastest, c->results[w].cycle_ns);
        }
    }
    if (noise.control.centre == 0)
        noise.control = (struct interval){ NAN, NAN, NAN };
    return noise;
}

static struct check_scope scope_of(const struct machine *machine, unsigned pu)
{
    return (struct check_scope){ "", machine_os_index(machine, pu) };
}

void check_run_start(struct check *check, struct check_snapshot *snapshot,
                     const struct machine *machine, unsigned pu)
{
    struct check_scope scope = scope_of(machine, pu);
    check->count = 0;
    check_cpu(check, &scope);
    check_system(check, &scope);
    json_t *job = slurm_job_collect();
    check_slurm_job(check, job);
    json_decref(job);
    check_take_snapshot(&scope, snapshot);
}

void check_run_end(struct check *check, const struct check_snapshot *snapshot,
                   const struct run *run, const struct machine *machine)
{
    struct check_scope scope = scope_of(machine, run->settings.pu);
    struct check_noise noise = noise_of(run);
    struct check_snapshot now;
    check_take_snapshot(&scope, &now);
    check_between(check, &scope, snapshot, &now);
    check_measured(check, &noise);
}
