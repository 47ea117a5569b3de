/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The standard deviation of all values, untrimmed: a prior is meant for the one worker in
 * ten whose cost jumps. */
static double standard_deviation(const double *values, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        mean += values[i] / (double) n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return n < 2 ? NAN : sqrt(squares / (double) (n - 1));
}

static int group_layouts(const struct runfile_row *row, struct compare_side *side)
{
    struct grouped *grouped = malloc(row->result_count * sizeof *grouped);
    if (!grouped)
        return -ENOMEM;
    for (size_t i = 0; i < row->result_count; i++)
        grouped[i] = (struct grouped){ row->results[i].delta, (unsigned) row->results[i].layout };
    side->layouts = stats_grouping(grouped, row->result_count);
    free(grouped);
    return 0;
}

/* What the workers say together, as in estimate.c. */
static int from_results(const struct runfile_row *row, struct compare_side *side)
{
    size_t n = row->result_count;
    double *values = malloc(n * sizeof *values);
    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        values[i] = row->results[i].baseline;
    side->baseline = stats_trimmed_mean(values, n).mean;
    for (size_t i = 0; i < n; i++)
        values[i] = row->results[i].value;
    side->value = stats_trimmed_mean(values, n).mean;
    for (size_t i = 0; i < n; i++)
        values[i] = row->results[i].delta;
    side->cost = stats_trimmed_mean(values, n);
    side->workers = n;
    side->spread = standard_deviation(values, n) / fmax(side->baseline, side->value);
    free(values);
    return group_layouts(row, side);
}

/* Makes a side from a printed interval: computes the error behind it. */
static void from_interval(const struct runfile_row *row, struct compare_side *side)
{
    const struct interval printed = { row->delta, row->low, row->high };
    side->baseline = row->baseline_value;
    side->value = row->value;
    side->workers = row->workers;
    side->printed = !side->exact && !isnan(row->delta);
    side->cost = side->exact ? (struct trimmed){ row->delta, 0, 1 }
                             : stats_trimmed_from(&printed, row->workers);
}

static int make_side(const struct runfile_row *row, struct compare_side *side)
{
    *side = (struct compare_side){
        .row = row,
        .exact = runfile_is_exact(row),
        .spread = NAN,
        .prior = spread_cautious,
        .caution = spread_cautious,
        .layouts = stats_ungrouped,
    };
    if (row->result_count == 0) {
        from_interval(row, side);
    } else if (from_results(row, side) != 0) {
        return -ENOMEM;
    }
    double reach = side->exact ? 0 : NAN;
    side->larger = fmax(side->baseline, side->value);
    if (!side->exact && side->cost.df > 0) {
        double t = stats_t_quantile(0.975, side->cost.df);
        side->cost.error = fmax(side->cost.error, estimate_floor * side->larger / t);
        struct trimmed grouped = stats_inflate(&side->cost, &side->layouts);
        reach = stats_t_quantile(0.975, grouped.df) * grouped.error;
        side->layout_bound = metric_find(row->metric)->is_layout_bound;
    }
    side->shown = side->tested = stats_inflate(&side->cost, &side->layouts);
    side->interval =
        (struct interval){ side->cost.mean, side->cost.mean - reach, side->cost.mean + reach };
    return 0;
}

static int by_key(const void *a, const void *b)
{
    const struct compare_side *x = *(struct compare_side *const *) a;
    const struct compare_side *y = *(struct compare_side *const *) b;
    return runfile_order(x->row, y->row, 0);
}

static int by_key_any_allocator(const void *a, const void *b)
{
    const struct compare_side *x = *(struct compare_side *const *) a;
    const struct compare_side *y = *(struct compare_side *const *) b;
    return runfile_order(x->row, y->row, 1);
}

/* Whether the workers of a run took turns with those of the base run, or are the same. */
static int is_together(const struct runfile *file, const struct runfile *base)
{
    return base && json_array_size(file->measured) > 0 &&
           json_equal(file->measured, base->measured);
}

/* Gives a row's worker results to the side, or frees them if nothing will pair them up. */
static void take_results(struct runfile_row *row, struct compare_side *side, int kept)
{
    if (!kept)
        free(row->results);
    side->results = kept ? row->results : NULL;
    side->result_count = kept ? row->result_count : 0;
    row->results = NULL;
    row->result_count = 0;
}

int compare_prepare(struct compare_run *run, struct runfile *file, const struct runfile *base)
{
    size_t n = file->row_count;
    run->file = file;
    run->together = is_together(file, base);
    run->sides = calloc(n + 1, sizeof *run->sides);
    run->sorted = calloc(n + 1, sizeof *run->sorted);
    if (!run->sides || !run->sorted)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        struct runfile_row *row = &file->rows[i];
        run->sorted[i] = &run->sides[i];
        if (make_side(row, &run->sides[i]) != 0)
            return -ENOMEM;
        take_results(row, &run->sides[i], !base || run->together);
    }
    qsort(run->sorted, n, sizeof *run->sorted, by_key);
    return 0;
}

const struct compare_side *compare_find(const struct compare_table *t, size_t run,
                                        const struct compare_side *like)
{
    const struct compare_run *r = &t->runs[run];
    struct compare_side **found = bsearch(&like, r->sorted, r->file->row_count, sizeof *r->sorted,
                                          t->any_allocator ? by_key_any_allocator : by_key);
    return found ? *found : NULL;
}

int compare_has_figure(const struct compare_side *side)
{
    return side->row && !isnan(side->cost.mean) &&
           (side->exact || (side->workers >= WORKERS_LEAST && !isnan(side->cost.error)));
}
