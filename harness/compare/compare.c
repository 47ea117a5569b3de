/* SPDX-License-Identifier: MIT */
#include "compare.h"
#include "harness/base/parallel.h"
#include "harness/figures/detect.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ALPHA = 0.05; /* chance of any false verdict in a table */

const struct compare_side compare_none = { .row = NULL };

/* ---- a row ---- */

static int failed(const struct compare_side *side)
{
    return side->row && strcmp(side->row->verdict, verdict_name(VERDICT_FAILED)) == 0;
}

/* Adds to a side's error the allowance for differences between whole runs, which workers
 * cannot show. The degrees of freedom stay those of the workers, because the allowance is
 * not measured. */
static struct trimmed with_run(const struct compare_side *side)
{
    struct trimmed t = side->tested;
    t.error = hypot(t.error, side->run_spread * side->larger);
    return t;
}

/* Workers of one number are a pair. In pooled runs a number occurs more than once, so workers
 * are not paired there. */
static struct detect_seen pair_up(const struct compare_side *base, const struct compare_side *other)
{
    struct grouped differences[DETECT_WORKERS_MOST];
    uint64_t last = 0;
    size_t n = 0, k = 0;
    for (size_t i = 0; i < base->result_count && n < DETECT_WORKERS_MOST; i++) {
        const struct runfile_result *b = &base->results[i];
        while (k < other->result_count && other->results[k].worker < b->worker)
            k++;
        if (b->worker <= last)
            return detect_sum_up(differences, 0);
        last = b->worker;
        if (k < other->result_count && other->results[k].worker == b->worker)
            differences[n++] =
                (struct grouped){ other->results[k].delta - b->delta, (unsigned) b->layout };
    }
    return detect_sum_up(differences, n);
}

/* The difference of sides whose workers took turns, by their pairs; 0: there are too few. */
static int subtract_pairs(struct compare_row *row)
{
    const struct compare_side *base = row->base, *other = row->other;
    struct detect_seen seen = pair_up(base, other);
    double time = fmax(base->larger, other->larger);
    if (seen.pairs < WORKERS_LEAST || !base->layout_bound)
        return 0;
    const struct trimmed none = { 0, 0, 1 };
    struct trimmed shown = detect_tested(&seen, &base->prior, time);
    struct trimmed tested = detect_tested(&seen, &base->caution, time);
    row->pairs = seen.pairs;
    row->difference = stats_interval(&shown);
    row->p = row->control ? NAN : stats_difference(&none, &tested).p;
    return 1;
}

static void subtract_costs(struct compare_row *row, int together)
{
    const struct compare_side *base = row->base, *other = row->other;
    struct trimmed a = together ? base->tested : with_run(base);
    struct trimmed b = together ? other->tested : with_run(other);
    row->difference = stats_difference(&base->shown, &other->shown).interval;
    if (!row->control && !(base->exact && other->exact))
        row->p = stats_difference(&a, &b).p;
}

static void subtract(struct compare_row *row, int together)
{
    if (!together || !subtract_pairs(row))
        subtract_costs(row, together);
    const struct compare_side *base = row->base;
    const struct interval *d = &row->difference;
    row->scale = fmax(fabs(base->cost.mean), base->baseline);
    double percent = row->scale > 0 ? 100 / row->scale : NAN;
    row->percent = (struct interval){ percent * d->centre, percent * d->low, percent * d->high };
}

/* A row of the table; either side may be NULL, but not both. */
static struct compare_row new_row(const struct compare_table *t, size_t run,
                                  const struct compare_side *base, const struct compare_side *other)
{
    struct compare_row row = {
        .run = run,
        .difference = { NAN, NAN, NAN },
        .percent = { NAN, NAN, NAN },
        .scale = NAN,
        .base = base ? base : &compare_none,
        .other = other ? other : &compare_none,
        .p = NAN,
        .p_holm = NAN,
    };
    const struct compare_side *either = base ? base : other;
    row.control = either && runfile_is_control(either->row);
    if (compare_has_figure(row.base) && compare_has_figure(row.other))
        subtract(&row, t->runs[run].together);
    return row;
}

static enum verdict decide_verdict(const struct compare_row *row)
{
    const struct interval *d = &row->difference;
    double same = 100 * estimate_same;
    if (!row->base || !row->other) /* never NULL, which the static analyzer cannot know */
        return VERDICT_NONE;
    if (failed(row->base) || failed(row->other))
        return VERDICT_FAILED;
    if (isnan(d->low))
        return VERDICT_NONE;
    int exact = row->base->exact && row->other->exact;
    if (d->low == 0 && d->high == 0)
        return VERDICT_SAME;
    if (!exact && row->percent.low >= -same && row->percent.high <= same)
        return VERDICT_SAME;
    if (exact || row->p_holm < ALPHA || (row->control && (d->low > 0 || d->high < 0)))
        return d->centre > 0 ? VERDICT_SLOWER : VERDICT_FASTER;
    return VERDICT_UNRESOLVED;
}

static int decide_all(struct compare_table *table)
{
    double *p = malloc((table->row_count + 1) * sizeof *p);
    if (!p)
        return -ENOMEM;
    for (size_t i = 0; i < table->row_count; i++)
        p[i] = table->rows[i].p;
    int error = stats_holm(p, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        table->rows[i].p_holm = p[i];
        table->rows[i].verdict = decide_verdict(&table->rows[i]);
    }
    free(p);
    return error;
}

/* ---- the table ---- */

/* How many rows the table has. */
static size_t count_rows(const struct compare_table *t)
{
    size_t rows = t->runs[0].file->row_count * (t->run_count - 1);
    for (size_t run = 1; run < t->run_count; run++)
        rows += t->runs[run].file->row_count;
    return rows;
}

/* Compares a row of the base run with all other runs. */
static int fill_base_row(size_t i, void *context)
{
    struct compare_table *t = context;
    const struct compare_side *base = &t->runs[0].sides[i];
    struct compare_row *rows = &t->rows[i * (t->run_count - 1)]; /* see side_of */
    for (size_t run = 1; run < t->run_count; run++)
        rows[run - 1] = new_row(t, run, base, compare_find(t, run, base));
    return 0;
}

static void fill_rows(struct compare_table *t)
{
    size_t count = t->runs[0].file->row_count;
    parallel_for(0, count, fill_base_row, t);
    t->row_count = count * (t->run_count - 1);
    for (size_t run = 1; run < t->run_count; run++) {
        const struct compare_run *r = &t->runs[run];
        for (size_t i = 0; i < r->file->row_count; i++)
            if (!compare_find(t, 0, &r->sides[i]))
                t->rows[t->row_count++] = new_row(t, run, NULL, &r->sides[i]);
    }
}

/* The side of run number `run` for case `i` of the base run. */
static const struct compare_side *side_of(const struct compare_table *t, size_t i, size_t run)
{
    return run == 0 ? &t->runs[0].sides[i] : t->rows[i * (t->run_count - 1) + run - 1].other;
}

/* Whether all runs have the case and, with `above`, a cost above 0 in it. */
static int is_common(const struct compare_table *t, size_t i, int above)
{
    for (size_t run = 0; run < t->run_count; run++) {
        const struct compare_side *side = side_of(t, i, run);
        if (!compare_has_figure(side) || (above && !(side->interval.low > 0)))
            return 0;
    }
    return 1;
}

/* Sums over the cases of one run: the logarithms of costs and their variances. */
struct log_sums {
    double sum, variance, df_sum;
};

static void add_log(struct log_sums *sums, const struct compare_side *side)
{
    double relative = side->shown.error / side->shown.mean, variance = relative * relative;
    sums->sum += log(side->cost.mean);
    sums->variance += variance;
    sums->df_sum += variance * variance / side->shown.df;
}

/* The logarithm's error follows from the cost's (delta method); cases are
 * measured by different workers, so variances add up, with Satterthwaite's
 * degrees of freedom. */
static struct compare_mean mean_of(const struct log_sums *base, const struct log_sums *run,
                                   size_t cases)
{
    double n = (double) cases, log_ratio = (run->sum - base->sum) / n;
    double variance = run->variance + base->variance, reach = 0;
    if (variance > 0)
        reach = stats_t_quantile(0.975, variance * variance / (run->df_sum + base->df_sum)) *
                sqrt(variance) / n;
    return (struct compare_mean){
        .cost = exp(run->sum / n),
        .ratio = { exp(log_ratio), exp(log_ratio - reach), exp(log_ratio + reach) },
    };
}

static void fill_means(struct compare_table *t, struct log_sums *sums)
{
    const struct compare_run *base = &t->runs[0];
    for (size_t i = 0; i < base->file->row_count; i++) {
        if (runfile_is_control(&base->file->rows[i]) || !is_common(t, i, 0))
            continue;
        t->common_cases++;
        if (!is_common(t, i, 1))
            continue;
        t->mean_cases++;
        for (size_t run = 0; run < t->run_count; run++)
            add_log(&sums[run], side_of(t, i, run));
    }
    for (size_t run = 0; run < t->run_count && t->mean_cases > 0; run++)
        t->means[run] = mean_of(&sums[0], &sums[run], t->mean_cases);
}

int compare_runs(struct compare_table *table)
{
    struct log_sums *sums = calloc(table->run_count + 1, sizeof *sums);
    table->rows = calloc(count_rows(table) + 1, sizeof *table->rows);
    table->means = calloc(table->run_count + 1, sizeof *table->means);
    int error = sums && table->rows && table->means ? 0 : -ENOMEM;
    if (!error)
        error = compare_set_priors(table);
    if (!error) {
        fill_rows(table);
        error = decide_all(table);
        fill_means(table, sums);
    }
    free(sums);
    return error;
}

void compare_free(struct compare_table *table)
{
    for (size_t i = 0; i < table->run_count; i++) {
        const struct compare_run *run = &table->runs[i];
        for (size_t k = 0; run->sides && k < run->file->row_count; k++)
            free(run->sides[k].results);
        free(run->sides);
        free(table->runs[i].sorted);
    }
    free(table->rows);
    free(table->means);
}

/* ---- the gate ---- */

/* Whether a difference is beyond the thresholds. If the base is 0, any positive difference
 * is beyond any percentage. */
static int is_beyond(double percent, double difference, const struct compare_gate *gate)
{
    return difference > gate->absolute && difference > 0 &&
           (isnan(percent) || percent > gate->percent);
}

int compare_is_regression(const struct compare_row *row, const struct compare_gate *gate)
{
    return !row->control && row->verdict == VERDICT_SLOWER &&
           is_beyond(row->percent.low, row->difference.low, gate);
}

int compare_is_resolved(const struct compare_row *row, const struct compare_gate *gate)
{
    if (row->control || isnan(row->difference.low) || row->verdict == VERDICT_FAILED)
        return 0;
    return row->verdict != VERDICT_UNRESOLVED ||
           !is_beyond(row->percent.high, row->difference.high, gate);
}
