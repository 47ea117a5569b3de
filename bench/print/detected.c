/* SPDX-License-Identifier: MIT */
#include "detected.h"

#include <math.h>
#include <stdio.h>

void detected_print_aim(const struct decisions *d)
{
    fprintf(stderr, "looking for differences of %g %% in %zu %s (95 %% power, 5 %% false alarms)\n",
            100 * d->limit, d->count, d->count == 1 ? "case" : "cases");
    if (isnan(d->expected_s))
        fprintf(stderr, "no earlier run tells how long %zu of them take: the first workers will\n",
                d->unknown);
    else
        fprintf(stderr, "earlier runs suggest %.0f s; the promise comes after the first workers\n",
                ceil(d->expected_s));
}

void detected_print_promise(const struct decisions *d, double max_time_s)
{
    fprintf(stderr, "promised: all decided after about %.0f s\n", ceil(d->promised_s));
    if (d->promised_s > max_time_s)
        fprintf(stderr, "--max-time ends the run after %g s, with cases undecided\n", max_time_s);
}

size_t detected_count(const struct decisions *d, enum verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < d->count; i++)
        n += d->list[i].test.verdict == verdict;
    return n;
}

static void print_decision(const struct decision *x)
{
    const struct run_case *c = &x->run->cases[x->other_case];
    const struct interval *i = &x->test.difference;
    double percent = 100 / x->percent_of;
    char name[256], difference[64] = "      -   too few pairs";
    snprintf(name, sizeof name, "%s/%zu/%s%s%s", c->scenario->name,
             c->scenario->sizes[c->size].bytes, x->base_run == x->run ? "" : c->allocator->name,
             x->base_run == x->run ? "" : "/", c->ladder.rungs[x->compared.variant].name);
    if (!isnan(i->centre))
        snprintf(difference, sizeof difference, "%+7.2f %% [%+.2f, %+.2f]", percent * i->centre,
                 percent * i->low, percent * i->high);
    printf("%-34s %-9s %-26s %6zu\n", name,
           x->test.verdict == VERDICT_UNRESOLVED ? "undecided" : verdict_name(x->test.verdict),
           difference, decision_pairs(x));
}

void detected_print(const struct decisions *d, double took_s)
{
    size_t open = detected_count(d, VERDICT_UNRESOLVED);
    printf("\n%-34s %-9s %-26s %6s\n", "case", "verdict", "difference", "pairs");
    for (size_t i = 0; i < d->count; i++)
        print_decision(&d->list[i]);
    printf("\nDifference: the other side's escape cost less the base's, in %% of the base's.\n"
           "same: no difference larger than %g %%.\n"
           "%zu of %zu decided; ",
           100 * d->limit, d->count - open, d->count);
    if (isnan(d->promised_s))
        printf("took %.1f s, nothing was promised\n", took_s);
    else
        printf("promised %.1f s, took %.1f s\n", d->promised_s, took_s);
    fflush(stdout);
}
