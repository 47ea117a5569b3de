/* SPDX-License-Identifier: MIT
 *
 * The precision and the time budget of a run.
 */
#include "run.h"

#include <math.h>

/* How many workers of a malloc take as long as one of a Go lane; used until the run has had
 * workers of both. */
static const double GO_WEIGHT_AT_FIRST = 5;

double run_precision(const struct run_settings *settings)
{
    return settings->precision > 0 ? settings->precision : settings->effort->precision;
}

/* How many workers of a malloc take as long as one of a Go lane, by this run's workers. The
 * time of a collection depends on the machine, the version of Go and the live set. At least
 * 1. */
static double go_weight(const struct run *run)
{
    double spent_s[2] = { 0 }, workers[2] = { 0 };
    for (size_t i = 0; i < run->case_count; i++) {
        const struct run_case *c = &run->cases[i];
        if (c->failure[0] || c->scenario->instances)
            continue;
        spent_s[c->scenario->in_go != 0] += c->spent_s;
        workers[c->scenario->in_go != 0] += (double) c->result_count;
    }
    double malloc_s = spent_s[0] / workers[0], go_s = spent_s[1] / workers[1];
    return malloc_s > 0 && go_s > 0 ? fmax(1, go_s / malloc_s) : GO_WEIGHT_AT_FIRST;
}

/* How many cases of a malloc take as long as the run's cases. */
static double weight_of_cases(const struct run *run)
{
    double weight = 0, go = go_weight(run);
    for (size_t i = 0; i < run->case_count; i++)
        weight += run->cases[i].scenario->in_go ? go : 1;
    return weight;
}

/* The longest time of a run. The effort's limit is for a catalogue under mallocs; Go lanes
 * add to it. */
static double longest_run(const struct run *run)
{
    double others = 0, weight = weight_of_cases(run);
    for (size_t i = 0; i < run->case_count; i++)
        others += !run->cases[i].scenario->in_go;
    const struct effort *effort = run->settings.effort;
    return effort->run_s + effort->case_s * (weight - others);
}

double run_budget(const struct run *run)
{
    const struct effort *effort = run->settings.effort;
    double asked = run->settings.max_time_s, programs = run->against ? 2 : 1;
    if (asked > 0)
        return asked;
    return programs * fmin(effort->case_s * weight_of_cases(run), longest_run(run));
}
