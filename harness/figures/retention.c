/* SPDX-License-Identifier: MIT */
#include "retention.h"

#include <math.h>

/* The figure of a rate: its value alone, because a baseline that holds nothing has no rate
 * to compare with. */
static struct figure value_alone(struct observation *seen, size_t n)
{
    for (size_t i = 0; i < n; i++)
        seen[i].delta = seen[i].value;
    struct figure figure = estimate_observations(seen, n);
    figure.baseline = NAN;
    figure.delta = figure.ratio = (struct interval){ NAN, NAN, NAN };
    figure.verdict = VERDICT_NONE;
    return figure;
}

struct figure retention_figure(const struct scenario_size *size, const struct holding *results,
                               size_t n, size_t variant, enum retained_measure measure)
{
    struct observation seen[WORKERS_LEAST];
    int exact = n > 0, nothing = size->variants[0].bytes == 0;
    n = n < WORKERS_LEAST ? n : WORKERS_LEAST;
    for (size_t i = 0; i < n; i++) {
        double base = results[i].variants[0].of[measure];
        double value = results[i].variants[variant].of[measure];
        seen[i] =
            (struct observation){ base, value, value - base, nothing ? NAN : value / base, 0 };
        exact &= base == seen[0].baseline && value == seen[0].value;
    }
    if (measure == RETAINED_RSS_RATE && nothing)
        return value_alone(seen, n);
    if (!exact)
        return estimate_observations(seen, n);
    struct figure figure = estimate_exact(seen[0].baseline, seen[0].value, 0);
    figure.workers = n;
    return figure;
}

static int are_equal(const struct retained *a, const struct retained *b)
{
    for (size_t m = 0; m < RETAINED_MEASURES; m++)
        if (a->of[m] != b->of[m] && !(isnan(a->of[m]) && isnan(b->of[m])))
            return 0;
    return 1;
}

int retention_is_exact(const struct scenario_size *size, const struct holding *results, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t v = 0; size->variants[v].name; v++)
            if (!are_equal(&results[i].variants[v], &results[0].variants[v]))
                return 0;
    return n >= HOLDINGS_FEW;
}

const char *retention_unknown(const struct figure *figure, enum retained_measure measure, int in_go)
{
    int needs_asked = measure == RETAINED_ASKED || measure == RETAINED_RSS_RATE;
    if (isnan(figure->value) && in_go && needs_asked)
        return "Go counts the bytes that it gives, not those that were requested";
    if (isnan(figure->value))
        return "the figures of memory in /proc/self cannot be read";
    if (measure == RETAINED_RSS_RATE && isnan(figure->baseline))
        return "released holds no bytes to divide by";
    return NULL;
}

int retention_is_as_declared(const struct variant *variant, const struct retained *held)
{
    return held->of[RETAINED_ALLOCS] == variant->allocs &&
           held->of[RETAINED_ASKED] == (double) variant->bytes;
}
