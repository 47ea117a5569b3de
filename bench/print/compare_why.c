/* SPDX-License-Identifier: MIT
 *
 * Prints for each row what its verdict rests on (`compare --why`).
 */
#include "compare_report.h"

#include <errno.h>
#include <math.h>

static void put_prior(const char *whose, const struct spread_prior *prior, FILE *to)
{
    fprintf(to,
            "  %s: as if %.0f more degrees of freedom had shown %.2g %%,\n"
            "    ",
            whose, prior->df, 100 * prior->sd);
    if (prior->source == SPREAD_HISTORY)
        fprintf(to, "from %zu workers of this case in earlier runs here\n", prior->rests_on);
    else if (prior->source == SPREAD_OTHER_CASES)
        fprintf(to, "from the %zu cases of these runs: nine in ten spread less\n", prior->rests_on);
    else
        fputs("the cautious default: too little is known of this case here\n", to);
}

static void put_side(const char *label, const struct compare_side *side, FILE *to)
{
    fprintf(to, "  %s: %zu workers, ", label, side->workers);
    if (isnan(side->spread))
        fputs("whose spread is not known without samples.csv\n", to);
    else
        fprintf(to, "which spread by %.2g %% of the operation's time\n", 100 * side->spread);
}

static void put_priors(const struct compare_side *side, FILE *to)
{
    if (side->prior.source == side->caution.source) {
        put_prior("prior", &side->prior, to);
        return;
    }
    put_prior("prior of intervals and same", &side->prior, to);
    put_prior("prior of slower and faster", &side->caution, to);
}

/* Says why the row has its verdict, or what is missing for one. */
static void put_conclusion(const struct compare_row *row, FILE *to)
{
    const struct interval *p = &row->percent;
    double same = 100 * estimate_same;
    if (row->verdict == VERDICT_SAME)
        fprintf(to, "  same: no difference larger than %.2g %%; %g %% is the limit\n",
                fmax(fabs(p->low), fabs(p->high)), same);
    else if (row->verdict == VERDICT_UNRESOLVED)
        fprintf(to, "  unresolved: [%.2g, %.2g] %% is not inside +-%g %%, and p = %.2g\n", p->low,
                p->high, same, row->p_holm);
    else
        fprintf(to, "  %s: p = %.2g, of a table of all rows (Holm), is below 0.05\n",
                verdict_name(row->verdict), row->p_holm);
}

static void put_row(const struct report *report, const struct compare_row *row, FILE *to)
{
    char name[256];
    words_case(report, row, name, sizeof name);
    fprintf(to, "%s: %s\n", name, verdict_name(row->verdict));
    if (row->verdict == VERDICT_NONE || row->verdict == VERDICT_FAILED) {
        fprintf(to, "  %s\n", words_reason(row));
        return;
    }
    if (row->base->exact && row->other->exact) {
        fputs("  exact figures: any difference is one\n", to);
        return;
    }
    if (!row->base->layout_bound || !row->other->layout_bound) {
        fputs("  a counter: no prior on its spread\n", to);
        return;
    }
    put_side("BASE", row->base, to);
    put_side(report->runs[row->run].label, row->other, to);
    put_priors(row->base, to);
    if (row->pairs > 0)
        fprintf(to, "  the difference is that of %zu pairs of workers, which took turns\n",
                row->pairs);
    if (!report->table.runs[row->run].together)
        fprintf(to,
                "  runs differ by %.2g %% as a whole: p allows for that, the intervals do "
                "not\n",
                100 * row->base->run_spread);
    if (!row->control)
        put_conclusion(row, to);
}

static void put_why(const struct report *report, FILE *to)
{
    fputs("\nWhy each verdict\n", to);
    for (size_t i = 1; i < report->table.run_count; i++)
        if (report->table.runs[i].together)
            fprintf(to,
                    "BASE and %s are sides of one run: p has no allowance for differences "
                    "between runs\n",
                    report->runs[i].label);
    for (size_t i = 0; i < report->shown_count; i++)
        put_row(report, report->shown[i], to);
}

int report_why(const struct report *report, enum format format)
{
    if (format == FORMAT_TABLE)
        return report_folded(report, put_why);
    put_why(report, stdout);
    return ferror(stdout) ? -EIO : 0;
}
