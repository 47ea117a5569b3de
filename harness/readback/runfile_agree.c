/* SPDX-License-Identifier: MIT
 *
 * Checks that a run's two tables agree: the results of the workers in samples.csv must give
 * the figures of comparison.csv. Otherwise one of the two was changed after the run.
 */
#include "harness/base/stats.h"
#include "harness/figures/metric.h"
#include "runfile_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far the two may be apart, as shares of the larger side and of the printed half width.
 * Older programs weighted a worker's turns differently, which changed a cost by up to 2 %
 * of that side. Printed figures are rounded according to their interval. */
static const double of_side = 0.05, of_half_width = 0.05;

/* The cost that comparison.csv should have, computed as estimate.c does. */
static int cost_of(const struct runfile_row *row, double *cost)
{
    double *deltas = malloc(row->result_count * sizeof *deltas);
    if (!deltas)
        return -ENOMEM;
    for (size_t i = 0; i < row->result_count; i++)
        deltas[i] = row->results[i].delta;
    *cost = stats_trimmed_mean(deltas, row->result_count).mean;
    free(deltas);
    return 0;
}

static int check_row(struct runfile *run, const struct runfile_row *row)
{
    double cost, slack;
    if (cost_of(row, &cost) != 0)
        return -ENOMEM;
    slack = of_side * fmax(fabs(row->baseline_value), fabs(row->value));
    slack += isnan(row->low) || isnan(row->high) ? 0 : of_half_width * (row->high - row->low) / 2;
    if (fabs(cost - row->delta) <= slack)
        return 0;
    return runfile_refuse(run, -EINVAL,
                          "%s: samples.csv and comparison.csv are not of one run: %s of "
                          "%s/%s, %s, is %.4g by the workers and %.4g in the table; one of "
                          "the two was changed",
                          run->path, row->metric, row->scenario, row->allocator, row->variant, cost,
                          row->delta);
}

int runfile_check_samples(struct runfile *run)
{
    const char *state = json_string_value(json_object_get(run->machine, "state"));
    int error = 0;
    /* samples.csv of a killed run may have more rows than its last table knows. */
    int ahead = state && strcmp(state, "running") == 0;
    for (size_t i = 0; i < run->row_count && !error && !ahead; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!metric_is_time(row->metric) || isnan(row->delta))
            continue;
        if (row->result_count == row->workers && row->workers > 0)
            error = check_row(run, row);
        if (row->result_count == 0 && row->workers > 0 && run->without_samples++ == 0)
            run->first_without = row;
    }
    return error;
}
