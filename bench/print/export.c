/* SPDX-License-Identifier: MIT */
#include "export.h"

#include "harness/figures/metric.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_time(const struct runfile_row *row)
{
    return metric_is_time(row->metric);
}

static int each_worker(const struct runfile_row *row, int is_baseline,
                       int (*print)(const struct export_line *, void *), void *context)
{
    int stop = 0;
    for (size_t i = 0; i < row->result_count && !stop; i++) {
        const struct runfile_result *result = &row->results[i];
        struct export_line line = {
            .row = row,
            .variant = is_baseline ? row->baseline : row->variant,
            .is_baseline = is_baseline,
            .repetition = i,
            .repetitions = row->result_count,
            .iterations = is_baseline ? result->baseline_ops : result->ops,
            .ns = is_baseline ? result->baseline : result->value,
        };
        stop = print(&line, context);
    }
    return stop;
}

int export_each(const struct runfile *run, int (*print)(const struct export_line *, void *),
                void *context)
{
    const struct runfile_row *last = NULL;
    int stop = 0;
    for (size_t i = 0; i < run->row_count && !stop; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!is_time(row))
            continue;
        if (!last || !runfile_is_same_case(last, row))
            stop = each_worker(row, 1, print, context);
        if (!stop)
            stop = each_worker(row, 0, print, context);
        last = row;
    }
    return stop;
}

/* The value of a counter that the line's worker read, or the exact figure; NaN: neither. */
static double value_of(const struct runfile_row *row, const struct export_line *line)
{
    uint64_t worker = line->row->results[line->repetition].worker;
    for (size_t i = 0; i < row->result_count; i++)
        if (row->results[i].worker == worker)
            return line->is_baseline ? row->results[i].baseline : row->results[i].value;
    if (!runfile_is_exact(row))
        return NAN;
    return line->is_baseline ? row->baseline_value : row->value;
}

void export_metrics(const struct runfile *run, const struct export_line *line,
                    void (*put)(const char *, const char *, double, void *), void *context)
{
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (is_time(row) || !runfile_is_same_case(row, line->row) ||
            row->variant != line->row->variant)
            continue;
        double value = value_of(row, line);
        if (!isnan(value))
            put(row->metric, row->unit, value, context);
    }
}

void export_name(const struct runfile_row *row, const char *variant, char name[EXPORT_NAME_MAX])
{
    snprintf(name, EXPORT_NAME_MAX, "%s/size:%llu/live:%llu/%s/%s", row->scenario,
             (unsigned long long) row->size_bytes, (unsigned long long) row->live, row->allocator,
             variant);
}

int export_is_summary(const struct runfile_row *row)
{
    return !isnan(row->value) && row->result_count == 0 && !runfile_is_exact(row);
}

/* Whether an earlier row of the case already gave the figure of this baseline. */
static int is_given_before(const struct runfile *run, size_t i)
{
    const struct runfile_row *row = &run->rows[i];
    for (size_t k = i; k > 0 && runfile_is_same_case(&run->rows[k - 1], row); k--) {
        const struct runfile_row *earlier = &run->rows[k - 1];
        if (earlier->metric == row->metric && earlier->baseline == row->baseline &&
            !isnan(earlier->baseline_value))
            return 1;
    }
    return 0;
}

/* Fills in the figure, with the interval over its workers if there are any. */
static int figure_of(const struct runfile_row *row, int is_baseline, struct export_figure *figure)
{
    double printed = is_baseline ? row->baseline_value : row->value;
    double *values = calloc(row->result_count + 1, sizeof *values);
    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < row->result_count; i++)
        values[i] = is_baseline ? row->results[i].baseline : row->results[i].value;
    *figure = (struct export_figure){ row, is_baseline ? row->baseline : row->variant, is_baseline,
                                      stats_trimmed_interval(values, row->result_count) };
    free(values);
    if (row->result_count == 0)
        figure->value.low = figure->value.high = runfile_is_exact(row) ? printed : NAN;
    figure->value.centre = printed;
    return 0;
}

int export_figures(const struct runfile *run,
                   int (*put)(const struct export_figure *figure, void *context), void *context)
{
    int error = 0;
    for (size_t i = 0; i < run->row_count && !error; i++) {
        const struct runfile_row *row = &run->rows[i];
        struct export_figure figure;
        if (!isnan(row->baseline_value) && !is_given_before(run, i)) {
            error = figure_of(row, 1, &figure);
            if (!error)
                error = put(&figure, context);
        }
        if (!isnan(row->value) && !error) {
            error = figure_of(row, 0, &figure);
            if (!error)
                error = put(&figure, context);
        }
    }
    return error;
}
