/* SPDX-License-Identifier: MIT
 *
 * Makes the figures of a case from its usable worker results and from what is counted once
 * for the case.
 */
#include "harness/figures/retention.h"
#include "run_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

size_t run_results(const struct run *run, const struct run_case *c,
                   const struct worker_result **results)
{
    size_t n = 0;
    for (size_t i = 0; i < c->result_count; i++)
        if (worker_result_is_usable(&c->results[i], run->settings.effort->limits.turns_least,
                                    &run->quiet_state))
            results[n++] = &c->results[i];
    return n;
}

size_t run_workers_least(const struct run *run, const struct run_case *c)
{
    size_t holdings = run->settings.effort->holdings;
    if (!c->scenario->instances || c->scenario->in_go) /* Go's bytes are never exact */
        return WORKERS_LEAST;
    int exact = retention_is_exact(&c->scenario->sizes[c->size], c->held, c->held_count);
    return exact && HOLDINGS_FEW < holdings ? HOLDINGS_FEW : holdings;
}

size_t run_workers(const struct run *run, const struct run_case *c)
{
    const struct worker_result *results[WORKERS_MOST];
    return c->scenario->instances ? c->held_count : run_results(run, c, results);
}

int run_collections(const struct run *run, const struct run_case *c)
{
    const struct worker_result *results[WORKERS_MOST];
    size_t n = run_results(run, c, results);
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += results[i]->collections;
    return c->result_count > 0 && c->results[0].collecting ? (int) sum : -1;
}

/* The modifiers of a name that means `event`; NULL: the name means another event. */
static const char *modifiers_of(const char *name, const char *event)
{
    size_t length = strlen(event);
    int same = strncasecmp(name, event, length) == 0 && (!name[length] || name[length] == ':');
    return same ? name + length : NULL;
}

static size_t add_counters(const struct counter_list *list, const struct metric *metric,
                           struct metric_use *uses, size_t n)
{
    for (size_t i = 0; i < list->count && n < RUN_METRICS_MAX; i++)
        uses[n++] = (struct metric_use){ metric, i, 0 };
    return n;
}

/* Adds instructions per cycle for each pair of the two events with the same modifiers.
 * Reference cycles (ref-cycles) have a fixed rate and are never the divisor. */
static size_t add_quotients(const struct counter_list *list, const struct metric *metric,
                            struct metric_use *uses, size_t n)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *wanted = modifiers_of(list->names[i], "instructions");
        for (size_t j = 0; j < list->count && wanted && n < RUN_METRICS_MAX; j++) {
            const char *got = modifiers_of(list->names[j], "cycles");
            if (got && strcasecmp(wanted, got) == 0)
                uses[n++] = (struct metric_use){ metric, i, j };
        }
    }
    return n;
}

static int has_metric(const struct run *run, const struct run_case *c, enum metric_source source)
{
    if (c->scenario->instances || source == METRIC_RETAINED)
        return c->scenario->instances && source == METRIC_RETAINED;
    if (source == METRIC_QUANTILE)
        return c->scenario->peer != NULL;
    return source != METRIC_CALLGRIND || run->settings.callgrind;
}

size_t run_metrics(const struct run *run, const struct run_case *c,
                   struct metric_use uses[RUN_METRICS_MAX])
{
    const struct counter_list *list = &run->settings.counters;
    size_t n = 0;
    for (size_t m = 0; m < metric_count && n < RUN_METRICS_MAX; m++) {
        enum metric_source source = metric_table[m].source;
        if (!has_metric(run, c, source))
            continue;
        if (source == METRIC_QUOTIENT)
            n = add_quotients(list, &metric_table[m], uses, n);
        else if (source == METRIC_COUNTER) /* the list also has counters with rows of their own */
            n = metric_table[m].name ? n : add_counters(list, &metric_table[m], uses, n);
        else
            uses[n++] = (struct metric_use){ &metric_table[m], 0, 0 };
    }
    return n;
}

const char *run_metric_name(const struct run *run, const struct metric_use *use,
                            char name[COUNTER_NAME_MAX])
{
    const char *counter = run->settings.counters.names[use->counter];
    if (use->metric->source == METRIC_COUNTER)
        return counter;
    if (use->metric->source != METRIC_QUOTIENT)
        return use->metric->name;
    snprintf(name, COUNTER_NAME_MAX, "%s%s", use->metric->name,
             modifiers_of(counter, "instructions"));
    return name;
}

/* The figure of a metric from worker results. Steady counters are taken from all workers,
 * other metrics from the usable ones. */
static struct figure figure_of_results(const struct run *run, const struct run_case *c,
                                       const struct rungs_compared *compared,
                                       const struct metric_use *use)
{
    const struct worker_result *results[WORKERS_MOST];
    size_t n = 0;
    if (use->metric->source != METRIC_COUNTER || !c->counting.counter[use->counter].steady)
        return estimate_metric(results, run_results(run, c, results), compared, use);
    for (; n < c->result_count; n++)
        results[n] = &c->results[n];
    return estimate_metric(results, n, compared, use);
}

/* The figure of callgrind's counts: exact, from one worker; unknown if that worker never
 * ran. */
static struct figure figure_of_simulation(const struct run_case *c,
                                          const struct rungs_compared *compared,
                                          const struct metric *metric)
{
    int known = c->simulated_ops > 0;
    double base = known ? c->simulation[compared->baseline].per_op[metric->which] : NAN;
    double value = known ? c->simulation[compared->variant].per_op[metric->which] : NAN;
    return estimate_exact(base, value, known ? metric->slack / (double) c->simulated_ops : 0);
}

/* The figure of the counting worker; unknown if that worker never finished. */
static struct figure figure_of_tallies(const struct run_case *c,
                                       const struct rungs_compared *compared,
                                       const struct metric *metric)
{
    double ops = c->counted_ops > 0 ? (double) c->counted_ops : NAN;
    double base = (double) tally_count(&c->tallies[compared->baseline], metric->which);
    double value = (double) tally_count(&c->tallies[compared->variant], metric->which);
    return estimate_exact(base / ops, value / ops, 0);
}

const char *run_quiet_confirmed(const struct run *run)
{
    if (control_check_contradicts(&run->control))
        return NULL;
    if (quiet_bounds_hold(&run->quiet_bounds, run->quiet_state.cycles_per_slot))
        return run->quiet_bounds.one_thread ? "this core runs one thread"
               : run->quiet_bounds.measured ? "measured on cores of this design"
                                            : "the size of the reorder buffer";
    if (run->quiet_bounds.measured)
        return NULL; /* quiet cores of this design have another rate */
    if (rate_counts_show_both(&run->rates, run->quiet_state.cycles_per_slot))
        return "the rate beside an awake sibling was seen, too";
    return run->quiet_agreed ? "earlier runs on this machine" : NULL;
}

/* Whether a figure depends on which turns are quiet. */
static int rests_on_quiet(const struct run_case *c, const struct metric_use *use)
{
    return use->metric->source == METRIC_WALK || use->metric->source == METRIC_QUANTILE ||
           use->metric->source == METRIC_QUOTIENT ||
           (use->metric->source == METRIC_COUNTER && !c->counting.counter[use->counter].steady);
}

struct figure run_figure(const struct run *run, const struct run_case *c,
                         const struct rungs_compared *compared, const struct metric_use *use)
{
    struct figure figure;
    switch (use->metric->source) {
    case METRIC_TIME:
        return run_time(run, c, compared);
    case METRIC_CALLGRIND:
        return figure_of_simulation(c, compared, use->metric);
    case METRIC_TALLY:
        return figure_of_tallies(c, compared, use->metric);
    case METRIC_RETAINED:
        return retention_figure(&c->scenario->sizes[c->size], c->held, c->held_count,
                                compared->variant, use->metric->which);
    default:
        figure = figure_of_results(run, c, compared, use);
        if (rests_on_quiet(c, use) && !run_quiet_confirmed(run))
            figure.verdict = VERDICT_NONE;
        return figure;
    }
}

struct figure run_time(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared)
{
    const struct worker_result *results[WORKERS_MOST];
    struct figure figure = estimate_time(results, run_results(run, c, results), compared);
    int collections = run_collections(run, c);
    if ((collections >= 0 && collections < COLLECTIONS_LEAST) || !run_quiet_confirmed(run))
        figure.verdict = VERDICT_NONE;
    return figure;
}
