/* SPDX-License-Identifier: MIT
 *
 * Sets the prior of each side's spread before sides are compared.
 */
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether a case may contribute to the prior. The control may not, because its cost is too
 * small. */
static int may_inform_prior(const struct compare_side *side)
{
    return side->layout_bound && !isnan(side->spread) && !runfile_is_control(side->row);
}

/* The prior from the cases of all runs together. One run must have SPREAD_CASES_LEAST of
 * them, because over several runs a case would count several times. */
static int from_cases(const struct compare_table *t, struct spread_prior *prior)
{
    size_t most = 0, n = 0, largest = 0;
    for (size_t run = 0; run < t->run_count; run++)
        most += t->runs[run].file->row_count;
    double *sds = malloc((most + 1) * sizeof *sds);
    if (!sds)
        return -ENOMEM;
    for (size_t run = 0; run < t->run_count; run++) {
        size_t before = n;
        for (size_t i = 0; i < t->runs[run].file->row_count; i++)
            if (may_inform_prior(&t->runs[run].sides[i]))
                sds[n++] = t->runs[run].sides[i].spread;
        largest = n - before > largest ? n - before : largest;
    }
    *prior = largest >= SPREAD_CASES_LEAST ? spread_from_cases(sds, n) : spread_cautious;
    if (prior->source == SPREAD_OTHER_CASES)
        prior->rests_on = largest;
    free(sds);
    return 0;
}

/* The names of all compared runs, which must not be part of their own history. */
static json_t *runs_compared(const struct compare_table *t)
{
    json_t *names = json_array();
    for (size_t run = 0; run < t->run_count; run++)
        json_array_extend(names, t->runs[run].file->measured);
    return names;
}

static int find_history(const struct compare_table *t, const struct compare_side *side,
                        const json_t *but, struct spread_known *known)
{
    const struct runfile_row *row = side->row;
    char name[SPREAD_NAME_MAX];
    if (!t->history || strcmp(row->metric, "time") != 0)
        return 0;
    spread_history_name(row->scenario, row->size_bytes, row->live, row->allocator, row->variant,
                        row->baseline, name);
    return spread_history_sum_up(t->history, name, but, known) == 0;
}

static void set_prior(const struct compare_table *t, const struct compare_run *run,
                      struct compare_side *side, const struct spread_prior *cases,
                      const json_t *but)
{
    struct spread_known known;
    int has_history = find_history(t, side, but, &known);
    side->caution = spread_from_history(has_history ? &known : NULL);
    side->prior = side->caution.source == SPREAD_HISTORY ? side->caution : *cases;
    struct trimmed shown =
        stats_moderate(&side->cost, side->prior.sd * side->larger, side->prior.df);
    struct trimmed tested =
        stats_moderate(&side->cost, side->caution.sd * side->larger, side->caution.df);
    side->shown = stats_inflate(&shown, &side->layouts);
    side->tested = stats_inflate(&tested, &side->layouts);
    side->run_spread = spread_of_runs(has_history ? &known : NULL) / sqrt(run->file->runs);
}

int compare_set_priors(struct compare_table *t)
{
    struct spread_prior cases;
    int error = from_cases(t, &cases);
    json_t *but = error ? NULL : runs_compared(t);
    for (size_t run = 0; run < t->run_count && !error; run++) {
        struct compare_run *r = &t->runs[run];
        for (size_t i = 0; i < r->file->row_count; i++)
            if (r->sides[i].layout_bound)
                set_prior(t, r, &r->sides[i], &cases, but);
    }
    json_decref(but);
    return error;
}
