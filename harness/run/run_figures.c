/* SPDX-License-Identifier: MIT
 *
 * What a run says of a case: the words that count, made into figures.
 */
#include "run_internal.h"

size_t run_results(const struct run *run, const struct run_case *c,
                   const struct worker_result **results)
{
    size_t n = 0;
    for (size_t i = 0; i < c->result_count; i++)
        if (worker_result_is_usable(&c->results[i], run->settings.effort->limits.turns_least,
                                    &run->best))
            results[n++] = &c->results[i];
    return n;
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

struct figure run_time(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared)
{
    const struct worker_result *results[WORKERS_MOST];
    struct figure figure = estimate_time(results, run_results(run, c, results), compared);
    int collections = run_collections(run, c);
    if (collections >= 0 && collections < COLLECTIONS_LEAST)
        figure.verdict = VERDICT_NONE;
    return figure;
}

struct figure run_quantile(const struct run *run, const struct run_case *c,
                           const struct rungs_compared *compared, size_t quantile)
{
    const struct worker_result *results[WORKERS_MOST];
    return estimate_quantile(results, run_results(run, c, results), compared, quantile);
}

struct figure run_walk(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared)
{
    const struct worker_result *results[WORKERS_MOST];
    return estimate_walk(results, run_results(run, c, results), compared);
}

struct figure run_counter(const struct run *run, const struct run_case *c,
                          const struct rungs_compared *compared, size_t counter)
{
    const struct worker_result *results[WORKERS_MOST];
    size_t n = 0;
    if (!c->counting.counter[counter].steady)
        return estimate_counter(results, run_results(run, c, results), compared, counter);
    while (n < c->result_count) { /* no matter how quiet it was */
        results[n] = &c->results[n];
        n++;
    }
    return estimate_counter(results, n, compared, counter);
}

struct figure run_quotient(const struct run *run, const struct run_case *c,
                           const struct rungs_compared *compared, size_t dividend, size_t divisor)
{
    const struct worker_result *results[WORKERS_MOST];
    return estimate_quotient(results, run_results(run, c, results), compared, dividend, divisor);
}
