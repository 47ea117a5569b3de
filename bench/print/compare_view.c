/* SPDX-License-Identifier: MIT */
#include "compare_report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A group: the rows of one case, in the order of the runs. A row that the base run lacks is a
 * group of its own. */
struct group {
    const struct compare_row *first;
    size_t count;
    double key; /* larger ones come first */
    char name[256];
};

static double larger(double a, double b)
{
    return isnan(a) ? b : fmax(a, b); /* fmax takes the number of a number and a NaN */
}

static double key_of(const struct compare_row *row, enum compare_order order)
{
    if (order == COMPARE_BY_COST)
        return larger(row->base->cost.mean, row->other->cost.mean);
    return order == COMPARE_BY_CHANGE ? fabs(row->percent.centre) : NAN;
}

static int by_key(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    double p = isnan(x->key) ? -INFINITY : x->key, q = isnan(y->key) ? -INFINITY : y->key;
    if (p != q)
        return p < q ? 1 : -1;
    return (x->first > y->first) - (x->first < y->first);
}

static int by_name(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

static int is_shown(const struct group *group, unsigned verdicts)
{
    for (size_t i = 0; i < group->count; i++)
        if (verdicts >> group->first[i].verdict & 1)
            return 1;
    return 0;
}

/* The groups whose verdicts are asked for; gives their number. */
static size_t collect(const struct report *report, const struct compare_view *view,
                      struct group *groups)
{
    size_t n = 0;
    const struct compare_row *row = report->table.rows, *end = row + report->table.row_count;
    while (row < end) {
        struct group *group = &groups[n];
        *group = (struct group){ .first = row, .key = NAN };
        do {
            group->key = larger(group->key, key_of(row, view->order));
            group->count++;
            row++;
        } while (row < end && row->base->row && row->base->row == group->first->base->row);
        words_case(report, group->first, group->name, sizeof group->name);
        n += (size_t) is_shown(group, view->verdicts);
    }
    return n;
}

int report_select(struct report *report, const struct compare_view *view)
{
    size_t rows = report->table.row_count;
    struct group *groups = calloc(rows + 1, sizeof *groups);
    report->shown = calloc(rows + 1, sizeof *report->shown);
    report->shown_count = 0;
    if (!groups || !report->shown) {
        free(groups);
        return -ENOMEM;
    }
    size_t count = collect(report, view, groups);
    if (view->order != COMPARE_AS_READ)
        qsort(groups, count, sizeof *groups, view->order == COMPARE_BY_NAME ? by_name : by_key);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < groups[i].count; k++)
            report->shown[report->shown_count++] = &groups[i].first[k];
    free(groups);
    return 0;
}
