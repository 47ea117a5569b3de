/* SPDX-License-Identifier: MIT
 *
 * How precise a run has to be, and how long it may take.
 */
#include "run.h"

#include <math.h>

enum { GO_WEIGHT = 5 }; /* a worker of a Go lane takes as long as so many of a malloc */

double run_precision(const struct run_settings *settings)
{
    return settings->precision > 0 ? settings->precision : settings->effort->precision;
}

/* How many cases of a malloc take as long as these. The turns of a Go lane span
 * collections, which come when 4 MiB were allocated: 20-40 ms a turn. */
static double weight_of_cases(const struct run *run)
{
    double weight = 0;
    for (size_t i = 0; i < run->case_count; i++)
        weight += run->cases[i].scenario->in_go ? GO_WEIGHT : 1;
    return weight;
}

/* The effort's limit is for a catalogue under mallocs: Go lanes have theirs on top. */
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
