/* SPDX-License-Identifier: MIT */
#include "estimate.h"

#include "spread.h"

#include <math.h>

const double estimate_floor = 0.002;
const double estimate_same = 0.01;

const double time_quantiles[TIME_QUANTILES] = { 0.1, 0.9 };

enum { RESULTS_MAX = 1024 };

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = { "slower",     "faster",     "same",
                                         "unresolved", "no-verdict", "failed" };
    return names[verdict];
}

/* Whether a turn's times count: a kept turn without counters and walks. */
static int is_timed(const struct turn *turn)
{
    return turn->fate == TURN_KEPT && turn->group == GROUP_TIMED;
}

/* The times of one variant in the kept turns, or those of one against another. */
struct times {
    double values[TURNS_MAX];
    unsigned char alignments[TURNS_MAX];
    size_t n;
    int collecting;
};

static double mean(const struct times *times)
{
    double sum = 0;
    for (size_t i = 0; i < times->n; i++)
        sum += times->values[i];
    return times->n > 0 ? sum / (double) times->n : NAN;
}

static double typical(const struct times *times)
{
    if (times->collecting)
        return mean(times);
    double scratch[TURNS_MAX];
    return stats_stratified_median(times->values, times->alignments, times->n, scratch);
}

/* Gathers the times of the kept turns, and each turn's stack alignment. */
static void gather(const struct measured_turns *measured, size_t variant,
                   const struct quiet_state *quiet, struct times *times)
{
    times->n = 0;
    times->collecting = measured->facts.collecting;
    for (size_t t = 0; t < measured->turn_count; t++) {
        const struct turn *turn = &measured->turns[t];
        if (!is_timed(turn))
            continue;
        times->alignments[times->n] = turn_alignment(turn->offset);
        times->values[times->n++] = turn_time(turn, variant, &measured->facts, quiet);
    }
}

static void result_quantiles(const struct measured_turns *measured, size_t variant,
                             const struct quiet_state *quiet, struct worker_result *result)
{
    struct times times;
    gather(measured, variant, quiet, &times);
    for (size_t q = 0; q < TIME_QUANTILES; q++)
        result->quantiles[variant][q] = stats_quantile(times.values, times.n, time_quantiles[q]);
}

static void compare(const struct measured_turns *measured, const struct rungs_compared *compared,
                    const struct quiet_state *quiet, struct worker_result *result)
{
    struct times value, base;
    gather(measured, compared->variant, quiet, &value);
    gather(measured, compared->baseline, quiet, &base);
    result->time[compared->variant] = typical(&value);
    result->time[compared->baseline] = typical(&base);
    for (size_t i = 0; i < value.n; i++)
        value.values[i] -= base.values[i];
    result->delta[compared->variant][compared->baseline] = typical(&value);
    for (size_t i = 0; i < value.n; i++)
        value.values[i] = value.values[i] / base.values[i] + 1;
    result->ratio[compared->variant][compared->baseline] =
        value.collecting ? result->time[compared->variant] / result->time[compared->baseline]
                         : typical(&value);
}

/* Whether a turn's counts may be used. A steady counter depends on the program alone, so
 * its counts are used even if the probes were not quiet. */
static int is_counted(const struct turn *turn, int steady)
{
    return turn->group >= 0 &&
           (turn->fate == TURN_KEPT || (steady && turn->fate != TURN_PREEMPTED));
}

/* Mean over the turns in which the counter was read; NaN for none. */
static double mean_count(const struct measured_turns *measured, size_t variant, size_t counter)
{
    double sum = 0, n = 0;
    for (size_t t = 0; t < measured->turn_count; t++) {
        double count = measured->turns[t].counts[variant][counter];
        if (is_counted(&measured->turns[t], measured->counting.counter[counter].steady) &&
            !isnan(count)) {
            sum += count;
            n++;
        }
    }
    return n > 0 ? sum / n : NAN;
}

/* Median walk after a variant over the kept turns with walks; NaN for none. */
static double typical_walk(const struct measured_turns *measured, size_t variant,
                           const struct quiet_state *quiet)
{
    double walks[TURNS_MAX];
    size_t n = 0;
    for (size_t t = 0; t < measured->turn_count; t++) {
        const struct turn *turn = &measured->turns[t];
        if (turn->fate == TURN_KEPT && turn->group == GROUP_WALK)
            walks[n++] = turn_walk(turn, variant, &measured->facts, quiet);
    }
    return stats_median(walks, n);
}

/* Medians of the probes before the kept turns. */
static void result_probes(const struct measured_turns *measured, struct worker_result *result)
{
    double slots[TURNS_MAX], cycles[TURNS_MAX];
    size_t n = 0;
    for (size_t t = 0; t < measured->turn_count; t++) {
        if (!is_timed(&measured->turns[t]))
            continue;
        cycles[n] = measured->turns[t].before.cycle_ns;
        slots[n++] = measured->turns[t].before.cycles_per_slot;
    }
    result->cycles_per_slot = stats_median(slots, n);
    result->cycle_ns = stats_median(cycles, n);
}

void worker_result_of(const struct measured_turns *measured, const struct ladder *ladder,
                      const struct quiet_state *quiet, struct worker_result *result)
{
    result->turns_total = measured->facts.turns_total;
    result->turns_kept = measured->facts.turns_kept;
    result->collecting = measured->facts.collecting;
    result->collections = measured->facts.collections;
    result_probes(measured, result);
    for (size_t v = 0; v < VARIANTS_MAX; v++) {
        result->time[v] = NAN;
        for (size_t q = 0; q < TIME_QUANTILES; q++)
            result->quantiles[v][q] = NAN;
        if (v < ladder->count)
            result_quantiles(measured, v, quiet, result);
        result->walk[v] = v < ladder->count ? typical_walk(measured, v, quiet) : NAN;
        for (size_t b = 0; b < VARIANTS_MAX; b++)
            result->delta[v][b] = result->ratio[v][b] = NAN;
        for (size_t i = 0; i < COUNTERS_MAX; i++)
            result->counts[v][i] = v < ladder->count ? mean_count(measured, v, i) : NAN;
    }
    for (size_t k = 0; k < ladder->compared_count; k++)
        compare(measured, &ladder->compared[k], quiet, result);
}

int worker_result_is_usable(const struct worker_result *result, unsigned turns_least,
                            const struct quiet_state *quiet)
{
    struct probe typical = { .cycles_per_slot = result->cycles_per_slot };
    return result->turns_kept >= turns_least && probe_is_quiet(&typical, quiet);
}

/* Widens an interval to at least the half width `least`. An unknown interval stays
 * unknown. */
static void widen(struct interval *interval, double least)
{
    if (isnan(interval->low) || isnan(interval->high))
        return;
    interval->low = fmin(interval->low, interval->centre - least);
    interval->high = fmax(interval->high, interval->centre + least);
}

static enum verdict decide_verdict(const struct figure *figure)
{
    const struct interval *delta = &figure->delta, *ratio = &figure->ratio;
    if (figure->workers < WORKERS_LEAST || isnan(delta->low) || isnan(delta->high))
        return VERDICT_NONE;
    if (delta->low == 0 && delta->high == 0)
        return VERDICT_SAME;
    if (ratio->low >= 1 - estimate_same && ratio->high <= 1 + estimate_same)
        return VERDICT_SAME;
    if (delta->low > 0)
        return VERDICT_SLOWER;
    return delta->high < 0 ? VERDICT_FASTER : VERDICT_UNRESOLVED;
}

/* The interval of a difference or ratio, with what its workers' layouts share in it. */
static struct interval interval_of(double *values, const unsigned *layouts, size_t n,
                                   struct trimmed *seen, struct grouping *grouping)
{
    struct grouped grouped[RESULTS_MAX];
    for (size_t i = 0; i < n; i++)
        grouped[i] = (struct grouped){ values[i], layouts[i] };
    *grouping = stats_grouping(grouped, n);
    *seen = stats_trimmed_mean(values, n);
    struct trimmed t = stats_inflate(seen, grouping);
    return stats_interval(&t);
}

struct figure estimate_observations(const struct observation *seen, size_t n)
{
    double baselines[RESULTS_MAX], values[RESULTS_MAX], deltas[RESULTS_MAX], ratios[RESULTS_MAX];
    unsigned layouts[RESULTS_MAX];
    struct figure figure = { .workers = 0 };
    struct trimmed ratio;
    struct grouping grouping;
    for (size_t i = 0; i < n && figure.workers < RESULTS_MAX; i++) {
        if (isnan(seen[i].delta))
            continue;
        layouts[figure.workers] = seen[i].layout;
        baselines[figure.workers] = seen[i].baseline;
        values[figure.workers] = seen[i].value;
        deltas[figure.workers] = seen[i].delta;
        ratios[figure.workers++] = seen[i].ratio;
    }
    figure.baseline = stats_trimmed_interval(baselines, figure.workers).centre;
    figure.value = stats_trimmed_interval(values, figure.workers).centre;
    figure.delta = interval_of(deltas, layouts, figure.workers, &figure.seen, &figure.layouts);
    figure.ratio = interval_of(ratios, layouts, figure.workers, &ratio, &grouping);
    widen(&figure.delta, estimate_floor * fmax(figure.baseline, figure.value));
    widen(&figure.ratio, estimate_floor * figure.ratio.centre);
    figure.verdict = decide_verdict(&figure);
    return figure;
}

double worker_result_value(const struct worker_result *result, const struct metric_use *use,
                           size_t variant)
{
    const double *counts = result->counts[variant];
    switch (use->metric->source) {
    case METRIC_TIME:
        return result->time[variant];
    case METRIC_QUANTILE:
        return result->quantiles[variant][use->metric->which];
    case METRIC_WALK:
        return result->walk[variant];
    case METRIC_COUNTER:
        return counts[use->counter];
    case METRIC_QUOTIENT:
        return counts[use->counter] / counts[use->divisor];
    default:
        return NAN;
    }
}

/* What a worker contributes to a figure. A worker with a quotient over 0 does not count. */
static struct observation observation_of(const struct worker_result *result,
                                         const struct metric_use *use,
                                         const struct rungs_compared *c)
{
    double base = worker_result_value(result, use, c->baseline);
    double value = worker_result_value(result, use, c->variant);
    if (use->metric->source == METRIC_TIME)
        return (struct observation){ base, value, result->delta[c->variant][c->baseline],
                                     result->ratio[c->variant][c->baseline], result->layout };
    double delta = isfinite(value - base) ? value - base : NAN;
    return (struct observation){ base, value, delta, base > 0 ? value / base : NAN,
                                 result->layout };
}

struct figure estimate_metric(const struct worker_result *const *results, size_t n,
                              const struct rungs_compared *c, const struct metric_use *use)
{
    struct observation seen[RESULTS_MAX];
    n = n < RESULTS_MAX ? n : RESULTS_MAX;
    for (size_t i = 0; i < n; i++)
        seen[i] = observation_of(results[i], use, c);
    struct figure figure = estimate_observations(seen, n);
    if (use->metric->rule == RULE_NONE)
        figure.verdict = VERDICT_NONE;
    return figure;
}

struct figure estimate_time(const struct worker_result *const *results, size_t n,
                            const struct rungs_compared *c)
{
    const struct metric_use use = { .metric = metric_find("time") };
    return estimate_metric(results, n, c, &use);
}

struct figure estimate_exact(double baseline, double value, double slack)
{
    double delta = value - baseline, ratio = baseline > 0 ? value / baseline : NAN;
    return (struct figure){
        .baseline = baseline,
        .value = value,
        .delta = { delta, delta, delta },
        .ratio = { ratio, ratio, ratio },
        .verdict = isnan(delta)     ? VERDICT_NONE
                   : delta > slack  ? VERDICT_SLOWER
                   : delta < -slack ? VERDICT_FASTER
                                    : VERDICT_SAME,
    };
}

struct trimmed estimate_floored(const struct trimmed *seen, double time)
{
    struct trimmed t = *seen;
    if (!isnan(t.error))
        t.error = fmax(t.error, estimate_floor * time / stats_t_quantile(0.975, t.df));
    return t;
}

double estimate_scale(const struct figure *figure)
{
    return fmax(fabs(figure->delta.centre), figure->baseline);
}

double estimate_spread(const struct figure *figure)
{
    double scale = estimate_scale(figure);
    double larger = fmax(figure->baseline, figure->value);
    struct trimmed t = estimate_floored(&figure->seen, larger);
    t = stats_moderate(&t, spread_cautious.sd * larger, spread_cautious.df);
    t = stats_inflate(&t, &figure->layouts);
    double half = isnan(t.error) ? NAN : stats_t_quantile(0.975, t.df) * t.error;
    return isnan(half) || figure->workers < WORKERS_LEAST ? INFINITY : half / scale;
}
