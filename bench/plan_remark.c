/* SPDX-License-Identifier: MIT
 *
 * Says what a plan leaves out.
 */
#include "plan.h"

#include <stdio.h>
#include <string.h>

static int is_wanted(const struct options_run *options, const char *name)
{
    return plan_is_wanted(options->globs, options->glob_count, name);
}

/* Says what a bare run does not measure. */
static void remark_bare(const struct options_run *options, char *out, size_t size)
{
    size_t length = strlen(out);
    if (plan_is_bare(options) && !(options->detect > 0))
        snprintf(
            out + length, size - length,
            "effort %s over the whole catalogue leaves out ladders, victim-walk, and versions of "
            "Go that --allocator does not name; all of these are measured if scenarios are named, "
            "or with --effort normal\n",
            options->effort->name);
}

/* Names the scenarios of which the effort takes only some sizes. */
static void remark_sizes(const struct options_run *options, const struct scenario *const *scenarios,
                         const struct partner partners[PARTNER_PLACES], char *out, size_t size)
{
    char names[512] = "";
    size_t length = strlen(out), most = options->effort->sizes_most;
    for (; *scenarios && most > 0 && options->size_count == 0; scenarios++)
        if (scenario_sizes(*scenarios) > most && is_wanted(options, (*scenarios)->name) &&
            plan_has_place(*scenarios, partners))
            options_add_word(names, sizeof names, (*scenarios)->name);
    if (names[0])
        snprintf(out + length, size - length,
                 "effort %s measures only %zu sizes of %s; --effort normal measures all sizes\n",
                 options->effort->name, most, names);
}

/* Names the scenarios that want a second PU where there is only one. */
static void remark_lone_pu(const struct options_run *options,
                           const struct scenario *const *scenarios,
                           const struct partner partners[PARTNER_PLACES], char *out, size_t size)
{
    char names[512] = "";
    size_t length = strlen(out);
    for (; *scenarios; scenarios++)
        if (is_wanted(options, (*scenarios)->name) && plan_lacks_pu(options, *scenarios, partners))
            options_add_word(names, sizeof names, (*scenarios)->name);
    if (names[0])
        snprintf(out + length, size - length,
                 "not measured: %s; a second PU is needed, and this process may use only one\n",
                 names);
}

void plan_remark(const struct options_run *options, const struct scenario *const *scenarios,
                 const struct allocator *const *chosen,
                 const struct partner partners[PARTNER_PLACES], char *out, size_t size)
{
    out[0] = '\0';
    for (; *chosen; chosen++) {
        char names[512] = "";
        const char *why = NULL;
        for (size_t s = 0; scenarios[s]; s++) {
            const char *reason = plan_left_out(scenarios[s], *chosen);
            if (!reason || !is_wanted(options, scenarios[s]->name) ||
                !plan_has_place(scenarios[s], partners) ||
                plan_lacks_pu(options, scenarios[s], partners))
                continue;
            options_add_word(names, sizeof names, scenarios[s]->name);
            why = reason;
        }
        size_t length = strlen(out);
        if (why)
            snprintf(out + length, size - length, "not measured under %s: %s; %s\n",
                     (*chosen)->name, names, why);
    }
    remark_lone_pu(options, scenarios, partners, out, size);
    remark_sizes(options, scenarios, partners, out, size);
    remark_bare(options, out, size);
}
