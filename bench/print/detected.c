/* SPDX-License-Identifier: MIT */
#include "detected.h"

#include <math.h>
#include <stdio.h>

void detected_print_promise(const struct decisions *d)
{
    fprintf(stderr,
            "to find %g %% in %zu %s, or that there is none, with 95 %% power and 5 %% false alarms"
            " over the table",
            100 * d->limit, d->count, d->count == 1 ? "case" : "cases");
    if (isnan(d->promised_s))
        fprintf(stderr,
                ": %zu of them are not known here; five pairs of workers each will tell the time\n",
                d->unknown);
    else
        fprintf(stderr, ": about %.0f s\n", ceil(d->promised_s));
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
    char name[256];
    snprintf(name, sizeof name, "%s/%zu/%s%s%s", c->scenario->name,
             c->scenario->sizes[c->size].bytes, x->base_run == x->run ? "" : c->allocator->name,
             x->base_run == x->run ? "" : "/", c->ladder.rungs[x->compared.variant].name);
    printf("%-40s %4zu pairs  ", name, decision_pairs(x));
    if (isnan(i->centre))
        puts("not decided: too little is known for a first look");
    else if (x->test.verdict == VERDICT_SAME)
        printf("same: no difference larger than %.2g %%\n",
               percent * fmax(fabs(i->low), fabs(i->high)));
    else
        printf("%s%s: %+.2f %% [%+.2f, %+.2f]\n",
               x->test.verdict == VERDICT_UNRESOLVED ? "not decided" : "",
               x->test.verdict == VERDICT_UNRESOLVED ? "" : verdict_name(x->test.verdict),
               percent * i->centre, percent * i->low, percent * i->high);
}

void detected_print(const struct decisions *d, double took_s)
{
    size_t open = detected_count(d, VERDICT_UNRESOLVED);
    puts("");
    for (size_t i = 0; i < d->count; i++)
        print_decision(&d->list[i]);
    printf("%zu of %zu decided within %g %%; ", d->count - open, d->count, 100 * d->limit);
    if (isnan(d->promised_s))
        printf("took %.1f s, nothing was promised\n", took_s);
    else
        printf("promised %.1f s, took %.1f s\n", d->promised_s, took_s);
    fflush(stdout);
}
