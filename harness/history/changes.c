/* SPDX-License-Identifier: MIT */
#include "changes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REACH = 3, SEGMENT_LEAST = 2 };

static const double z95 = 1.959963984540054, mad_to_sd = 1.482602218505602, far = 4;

/* The state of the search. The prefix sums of weights, weighted values and weighted squares
 * start with 0. */
struct search {
    size_t n;
    double penalty;
    double *values;  /* with outliers drawn in */
    double *weights; /* one over the variance */
    double *sum_w, *sum_x, *sum_xx;
    double *cost;                   /* cost of the best segmentation of the first i points */
    size_t *last;                   /* start of that segmentation's last segment */
    size_t *open;                   /* starts that may still be best */
    double *level_low, *level_high; /* the levels of a last segment that may still be best */
    double *scratch;
};

static void search_free(struct search *s)
{
    free(s->values);
    free(s->last);
    *s = (struct search){ .n = 0 };
}

static int search_alloc(struct search *s, size_t n)
{
    enum { ARRAYS = 9 };
    double *numbers = calloc(ARRAYS * (n + 1), sizeof *numbers);
    size_t *places = calloc(2 * (n + 1), sizeof *places);
    *s = (struct search){
        .n = n, .penalty = 3 * log((double) n), .values = numbers, .last = places
    };
    if (!numbers || !places) {
        search_free(s);
        return -ENOMEM;
    }
    double **arrays[] = { &s->values, &s->weights,   &s->sum_w,      &s->sum_x,  &s->sum_xx,
                          &s->cost,   &s->level_low, &s->level_high, &s->scratch };
    for (size_t i = 0; i < ARRAYS; i++)
        *arrays[i] = numbers + i * (n + 1);
    s->open = places + n + 1;
    return 0;
}

/* Standard deviation of a run, from the differences of neighbours. */
static double neighbours_sd(const double *values, size_t n, double *scratch)
{
    for (size_t i = 0; i + 1 < n; i++)
        scratch[i] = values[i + 1] - values[i];
    double centre = stats_median(scratch, n - 1);
    for (size_t i = 0; i + 1 < n; i++)
        scratch[i] = fabs(scratch[i] - centre);
    return mad_to_sd * stats_median(scratch, n - 1) / sqrt(2);
}

static double squared_error(double half)
{
    return isnan(half) ? 0 : (half / z95) * (half / z95);
}

/* Moves values that are far from the median of their neighbours closer to it. */
static void draw_in(struct search *s, const double *values, double sd)
{
    for (size_t i = 0; i < s->n; i++) {
        size_t from = i < REACH ? 0 : i - REACH, to = i + REACH + 1 < s->n ? i + REACH + 1 : s->n;
        double window[2 * REACH + 1];
        memcpy(window, values + from, (to - from) * sizeof *window);
        double centre = stats_median(window, to - from), room = far * sd;
        s->values[i] = fmin(fmax(values[i], centre - room), centre + room);
    }
}

/* Computes the weights. Exact figures have no spread, so a millionth of the value is
 * used. */
static void weigh(struct search *s, const double *values, const double *half)
{
    double sd = neighbours_sd(values, s->n, s->scratch), size = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->scratch[i] = squared_error(half[i]);
        size = fmax(size, fabs(values[i]));
    }
    double own = stats_median(s->scratch, s->n), floor = 1e-12 * size * size + 1e-300;
    double between = fmax(sd * sd - own, 0);
    for (size_t i = 0; i < s->n; i++)
        s->weights[i] = 1 / (between + squared_error(half[i]) + floor);
    draw_in(s, values, sqrt(between + own + floor));
    /* The first value is subtracted from all, so that sums keep their precision. */
    for (size_t i = 0; i < s->n; i++) {
        double x = s->values[i] - s->values[0];
        s->sum_w[i + 1] = s->sum_w[i] + s->weights[i];
        s->sum_x[i + 1] = s->sum_x[i] + s->weights[i] * x;
        s->sum_xx[i + 1] = s->sum_xx[i] + s->weights[i] * x * x;
    }
}

/* The weighted sum of squares around the mean of the points in [from, to). */
static double squares(const struct search *s, size_t from, size_t to)
{
    double w = s->sum_w[to] - s->sum_w[from], x = s->sum_x[to] - s->sum_x[from];
    return fmax(s->sum_xx[to] - s->sum_xx[from] - x * x / w, 0);
}

/* Drops starts that can never be best again. For a segment that starts at `from`, only the
 * levels matter at which it costs no more than a new segment starting at `to`. These levels
 * are an interval that shrinks with every point and, once empty, stays empty. The order of
 * starts does not matter. */
static size_t prune(struct search *s, size_t open, size_t to)
{
    for (size_t k = 0; k < open;) {
        size_t from = s->open[k];
        double left = s->cost[to] - s->cost[from] - squares(s, from, to);
        double w = s->sum_w[to] - s->sum_w[from], centre = (s->sum_x[to] - s->sum_x[from]) / w;
        double radius = left >= 0 ? sqrt(left / w) : -1;
        if (to - from >= SEGMENT_LEAST) {
            s->level_low[from] = fmax(s->level_low[from], centre - radius);
            s->level_high[from] = fmin(s->level_high[from], centre + radius);
        }
        if (s->level_low[from] > s->level_high[from])
            s->open[k] = s->open[--open];
        else
            k++;
    }
    return open;
}

/* Adds a start for which every level is still possible. */
static size_t begin(struct search *s, size_t open, size_t from)
{
    s->level_low[from] = -INFINITY;
    s->level_high[from] = INFINITY;
    s->open[open] = from;
    return open + 1;
}

static void pelt(struct search *s)
{
    s->cost[0] = -s->penalty;
    size_t open = begin(s, 0, 0);
    for (size_t to = 1; to <= s->n; to++) {
        s->cost[to] = INFINITY;
        for (size_t k = 0; k < open; k++) {
            size_t from = s->open[k];
            double cost = s->cost[from] + squares(s, from, to) + s->penalty;
            if (to - from >= SEGMENT_LEAST && cost < s->cost[to]) {
                s->cost[to] = cost;
                s->last[to] = from;
            }
        }
        open = prune(s, open, to);
        open = begin(s, open, to);
    }
}

static double mean(const struct search *s, size_t from, size_t to)
{
    return s->values[0] + (s->sum_x[to] - s->sum_x[from]) / (s->sum_w[to] - s->sum_w[from]);
}

/* The change between two neighbouring segments. */
static struct change change_of(const struct search *s, size_t from, size_t at, size_t to)
{
    struct change change = { .at = at, .before = mean(s, from, at), .after = mean(s, at, to) };
    double half =
        z95 * sqrt(1 / (s->sum_w[at] - s->sum_w[from]) + 1 / (s->sum_w[to] - s->sum_w[at]));
    double centre = change.after - change.before;
    change.size = (struct interval){ centre, centre - half, centre + half };
    return change;
}

/* Follows the best segmentation back from its end. */
static long collect(const struct search *s, struct change **found)
{
    size_t count = 0;
    for (size_t to = s->n; s->last[to] > 0; to = s->last[to])
        count++;
    *found = calloc(count + 1, sizeof **found);
    if (!*found)
        return -ENOMEM;
    size_t to = s->n;
    for (size_t i = count; i-- > 0; to = s->last[to])
        (*found)[i] = change_of(s, s->last[s->last[to]], s->last[to], to);
    return (long) count;
}

long changes_find(const double *values, const double *half, size_t n, struct change **found)
{
    struct search s;
    *found = NULL;
    if (n < 2 * SEGMENT_LEAST)
        return 0;
    int error = search_alloc(&s, n);
    if (error)
        return error;
    weigh(&s, values, half);
    pelt(&s);
    long count = collect(&s, found);
    search_free(&s);
    return count;
}
