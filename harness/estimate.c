/* SPDX-License-Identifier: MIT */
#include "estimate.h"

#include <math.h>

const double estimate_floor = 0.002;
const double estimate_same = 0.01;
const double estimate_layout_spread = 0.03, estimate_layout_df = 2;

const struct time_quantile time_quantiles[TIME_QUANTILES] = { { "time-p10", 0.1 },
                                                              { "time-p90", 0.9 } };

enum { WORDS_MAX = 1024 };

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = { "slower",     "faster",     "same",
                                         "unresolved", "no-verdict", "failed" };
    return names[verdict];
}

/* Whether a turn's times count; the turns with counters were for those. */
static int is_timed(const struct turn *turn)
{
    return turn->fate == TURN_KEPT && turn->group == GROUP_TIMED;
}

/* The kept turns' times of one variant, or of one against another. */
struct times {
    double values[WORKER_TURNS_MAX];
    unsigned char alignments[WORKER_TURNS_MAX];
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
    double scratch[WORKER_TURNS_MAX];
    return stats_stratified_median(times->values, times->alignments, times->n, scratch);
}

/* Times of the kept turns; a turn's alignment is noted with the first. */
static void gather(const struct worker_report *report, size_t variant,
                   const struct quiet_state *best, struct times *times)
{
    times->n = 0;
    times->collecting = report->facts.collecting;
    for (size_t t = 0; t < report->turn_count; t++) {
        const struct turn *turn = &report->turns[t];
        if (!is_timed(turn))
            continue;
        times->alignments[times->n] = turn_alignment(turn->offset);
        times->values[times->n++] = turn_time(turn, variant, &report->facts, best);
    }
}

static void word_quantiles(const struct worker_report *report, size_t variant,
                           const struct quiet_state *best, struct word *word)
{
    struct times times;
    gather(report, variant, best, &times);
    for (size_t q = 0; q < TIME_QUANTILES; q++)
        word->quantiles[variant][q] = stats_quantile(times.values, times.n, time_quantiles[q].p);
}

static void compare(const struct worker_report *report, const struct rungs_compared *compared,
                    const struct quiet_state *best, struct word *word)
{
    struct times value, base;
    gather(report, compared->variant, best, &value);
    gather(report, compared->baseline, best, &base);
    word->time[compared->variant] = typical(&value);
    word->time[compared->baseline] = typical(&base);
    for (size_t i = 0; i < value.n; i++)
        value.values[i] -= base.values[i];
    word->delta[compared->variant][compared->baseline] = typical(&value);
    for (size_t i = 0; i < value.n; i++)
        value.values[i] = value.values[i] / base.values[i] + 1;
    word->ratio[compared->variant][compared->baseline] =
        value.collecting ? word->time[compared->variant] / word->time[compared->baseline]
                         : typical(&value);
}

/* Whether a turn's count counts. What the program alone decides does not
 * depend on how quiet the core was, so there the probes have no say. */
static int is_counted(const struct turn *turn, int steady)
{
    return turn->group >= 0 &&
           (turn->fate == TURN_KEPT || (steady && turn->fate != TURN_PREEMPTED));
}

/* Mean over the turns in which the counter was read; NaN for none. */
static double mean_count(const struct worker_report *report, size_t variant, size_t counter)
{
    double sum = 0, n = 0;
    for (size_t t = 0; t < report->turn_count; t++) {
        double count = report->turns[t].counts[variant][counter];
        if (is_counted(&report->turns[t], report->counting.counter[counter].steady) &&
            !isnan(count)) {
            sum += count;
            n++;
        }
    }
    return n > 0 ? sum / n : NAN;
}

/* Median walk after a variant over the kept turns with walks; NaN for none. */
static double typical_walk(const struct worker_report *report, size_t variant,
                           const struct quiet_state *best)
{
    double walks[WORKER_TURNS_MAX];
    size_t n = 0;
    for (size_t t = 0; t < report->turn_count; t++) {
        const struct turn *turn = &report->turns[t];
        if (turn->fate == TURN_KEPT && turn->group == GROUP_WALK)
            walks[n++] = turn_walk(turn, variant, &report->facts, best);
    }
    return stats_median(walks, n);
}

/* Medians of the probes before the kept turns. */
static void word_probes(const struct worker_report *report, struct word *word)
{
    double slots[WORKER_TURNS_MAX], cycles[WORKER_TURNS_MAX];
    size_t n = 0;
    for (size_t t = 0; t < report->turn_count; t++) {
        if (!is_timed(&report->turns[t]))
            continue;
        cycles[n] = report->turns[t].before.cycle_ns;
        slots[n++] = report->turns[t].before.cycles_per_slot;
    }
    word->cycles_per_slot = stats_median(slots, n);
    word->cycle_ns = stats_median(cycles, n);
}

void estimate_word(const struct worker_report *report, const struct ladder *ladder,
                   const struct quiet_state *best, struct word *word)
{
    word->turns_total = report->facts.turns_total;
    word->turns_kept = report->facts.turns_kept;
    word->collecting = report->facts.collecting;
    word->collections = report->facts.collections;
    word_probes(report, word);
    for (size_t v = 0; v < VARIANTS_MAX; v++) {
        word->time[v] = NAN;
        for (size_t q = 0; q < TIME_QUANTILES; q++)
            word->quantiles[v][q] = NAN;
        if (v < ladder->count)
            word_quantiles(report, v, best, word);
        word->walk[v] = v < ladder->count ? typical_walk(report, v, best) : NAN;
        for (size_t b = 0; b < VARIANTS_MAX; b++)
            word->delta[v][b] = word->ratio[v][b] = NAN;
        for (size_t i = 0; i < COUNTERS_MAX; i++)
            word->counts[v][i] = v < ladder->count ? mean_count(report, v, i) : NAN;
    }
    for (size_t k = 0; k < ladder->compared_count; k++)
        compare(report, &ladder->compared[k], best, word);
}

int estimate_counts(const struct word *word, unsigned turns_least, const struct quiet_state *best)
{
    struct probe typical = { .cycles_per_slot = word->cycles_per_slot };
    return word->turns_kept >= turns_least && probe_is_quiet(&typical, best);
}

/* An interval that is unknown stays so. */
static void widen(struct interval *interval, double least)
{
    if (isnan(interval->low) || isnan(interval->high))
        return;
    interval->low = fmin(interval->low, interval->centre - least);
    interval->high = fmax(interval->high, interval->centre + least);
}

static enum verdict judge(const struct figure *figure)
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

struct figure estimate_shares(const struct share *shares, size_t n)
{
    double baselines[WORDS_MAX], values[WORDS_MAX], deltas[WORDS_MAX], ratios[WORDS_MAX];
    struct figure figure = { .workers = 0 };
    for (size_t i = 0; i < n && figure.workers < WORDS_MAX; i++) {
        if (isnan(shares[i].delta))
            continue;
        baselines[figure.workers] = shares[i].baseline;
        values[figure.workers] = shares[i].value;
        deltas[figure.workers] = shares[i].delta;
        ratios[figure.workers++] = shares[i].ratio;
    }
    figure.baseline = stats_trimmed_interval(baselines, figure.workers).centre;
    figure.value = stats_trimmed_interval(values, figure.workers).centre;
    figure.delta = stats_trimmed_interval(deltas, figure.workers);
    figure.ratio = stats_trimmed_interval(ratios, figure.workers);
    widen(&figure.delta, estimate_floor * fmax(figure.baseline, figure.value));
    widen(&figure.ratio, estimate_floor * figure.ratio.centre);
    figure.verdict = judge(&figure);
    return figure;
}

struct figure estimate_time(const struct word *const *words, size_t n,
                            const struct rungs_compared *c)
{
    struct share shares[WORDS_MAX];
    n = n < WORDS_MAX ? n : WORDS_MAX;
    for (size_t i = 0; i < n; i++)
        shares[i] = (struct share){ words[i]->time[c->baseline], words[i]->time[c->variant],
                                    words[i]->delta[c->variant][c->baseline],
                                    words[i]->ratio[c->variant][c->baseline] };
    return estimate_shares(shares, n);
}

/* A figure of a value that each word has for each variant. */
static struct figure
estimate_value(const struct word *const *words, size_t n, const struct rungs_compared *c,
               double (*value_of)(const struct word *word, size_t variant, size_t which),
               size_t which)
{
    struct share shares[WORDS_MAX];
    n = n < WORDS_MAX ? n : WORDS_MAX;
    for (size_t i = 0; i < n; i++) {
        double base = value_of(words[i], c->baseline, which);
        double value = value_of(words[i], c->variant, which);
        shares[i] = (struct share){ base, value, value - base, base > 0 ? value / base : NAN };
    }
    return estimate_shares(shares, n);
}

static double quantile_of(const struct word *word, size_t variant, size_t quantile)
{
    return word->quantiles[variant][quantile];
}

static double walk_of(const struct word *word, size_t variant, size_t which)
{
    (void) which;
    return word->walk[variant];
}

static double count_of(const struct word *word, size_t variant, size_t counter)
{
    return word->counts[variant][counter];
}

struct figure estimate_quantile(const struct word *const *words, size_t n,
                                const struct rungs_compared *c, size_t quantile)
{
    return estimate_value(words, n, c, quantile_of, quantile);
}

struct figure estimate_walk(const struct word *const *words, size_t n,
                            const struct rungs_compared *c)
{
    return estimate_value(words, n, c, walk_of, 0);
}

struct figure estimate_counter(const struct word *const *words, size_t n,
                               const struct rungs_compared *c, size_t counter)
{
    return estimate_value(words, n, c, count_of, counter);
}

struct figure estimate_quotient(const struct word *const *words, size_t n,
                                const struct rungs_compared *c, size_t dividend, size_t divisor)
{
    struct share shares[WORDS_MAX];
    n = n < WORDS_MAX ? n : WORDS_MAX;
    for (size_t i = 0; i < n; i++) {
        const double *bases = words[i]->counts[c->baseline];
        const double *values = words[i]->counts[c->variant];
        double base = bases[dividend] / bases[divisor];
        double value = values[dividend] / values[divisor];
        double delta = isfinite(value - base) ? value - base : NAN; /* a divisor of 0 */
        shares[i] = (struct share){ base, value, delta, value / base };
    }
    struct figure figure = estimate_shares(shares, n);
    figure.verdict = VERDICT_NONE; /* neither more nor less of it is a cost */
    return figure;
}

struct figure estimate_exact(double baseline, double value)
{
    double delta = value - baseline, ratio = baseline > 0 ? value / baseline : NAN;
    return (struct figure){
        .baseline = baseline,
        .value = value,
        .delta = { delta, delta, delta },
        .ratio = { ratio, ratio, ratio },
        .verdict = isnan(delta) ? VERDICT_NONE
                   : delta > 0  ? VERDICT_SLOWER
                   : delta < 0  ? VERDICT_FASTER
                                : VERDICT_SAME,
    };
}

double estimate_spread(const struct figure *figure)
{
    double scale = fmax(fabs(figure->delta.centre), figure->baseline);
    double larger = fmax(figure->baseline, figure->value);
    struct trimmed seen = stats_trimmed_from(&figure->delta, figure->workers);
    struct trimmed t = stats_moderate(&seen, estimate_layout_spread * larger, estimate_layout_df);
    double half = isnan(t.error) ? NAN : stats_t_quantile(0.975, t.df) * t.error;
    return isnan(half) || figure->workers < WORKERS_LEAST ? INFINITY : half / scale;
}
