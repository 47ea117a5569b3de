/* SPDX-License-Identifier: MIT
 *
 * What a run says of a case: the words that count, made into figures.
 */
#include "run_case.h"

size_t run_words(const struct run *run, const struct run_case *c, const struct word **words)
{
    size_t n = 0;
    for (size_t i = 0; i < c->word_count; i++)
        if (estimate_counts(&c->words[i], run->settings.effort->turns_least, &run->best))
            words[n++] = &c->words[i];
    return n;
}

size_t run_workers(const struct run *run, const struct run_case *c)
{
    const struct word *words[WORKERS_MOST];
    return c->scenario->instances ? c->held_count : run_words(run, c, words);
}

int run_collections(const struct run *run, const struct run_case *c)
{
    const struct word *words[WORKERS_MOST];
    size_t n = run_words(run, c, words);
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += words[i]->collections;
    return c->word_count > 0 && c->words[0].collecting ? (int) sum : -1;
}

struct figure run_time(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared)
{
    const struct word *words[WORKERS_MOST];
    struct figure figure = estimate_time(words, run_words(run, c, words), compared);
    int collections = run_collections(run, c);
    if (collections >= 0 && collections < COLLECTIONS_LEAST)
        figure.verdict = VERDICT_NONE;
    return figure;
}

struct figure run_quantile(const struct run *run, const struct run_case *c,
                           const struct rungs_compared *compared, size_t quantile)
{
    const struct word *words[WORKERS_MOST];
    return estimate_quantile(words, run_words(run, c, words), compared, quantile);
}

struct figure run_walk(const struct run *run, const struct run_case *c,
                       const struct rungs_compared *compared)
{
    const struct word *words[WORKERS_MOST];
    return estimate_walk(words, run_words(run, c, words), compared);
}

struct figure run_counter(const struct run *run, const struct run_case *c,
                          const struct rungs_compared *compared, size_t counter)
{
    const struct word *words[WORKERS_MOST];
    size_t n = 0;
    if (!c->counting.counter[counter].steady)
        return estimate_counter(words, run_words(run, c, words), compared, counter);
    while (n < c->word_count) { /* no matter how quiet it was */
        words[n] = &c->words[n];
        n++;
    }
    return estimate_counter(words, n, compared, counter);
}

struct figure run_quotient(const struct run *run, const struct run_case *c,
                           const struct rungs_compared *compared, size_t dividend, size_t divisor)
{
    const struct word *words[WORKERS_MOST];
    return estimate_quotient(words, run_words(run, c, words), compared, dividend, divisor);
}
