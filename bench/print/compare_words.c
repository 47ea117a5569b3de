/* SPDX-License-Identifier: MIT */
#include "compare_report.h"

#include "harness/figures/metric.h"

#include <math.h>
#include <string.h>

enum { NAMED_MOST = 3 }; /* most cases that a sentence names */

static int has_other_size(const struct report *report, const struct runfile_row *row)
{
    const struct runfile *base = report->table.runs[0].file;
    for (size_t i = 0; i < base->row_count; i++)
        if (strcmp(base->rows[i].scenario, row->scenario) == 0 &&
            base->rows[i].size_bytes != row->size_bytes)
            return 1;
    return 0;
}

void words_case(const struct report *report, const struct compare_row *row, char *out, size_t size)
{
    const struct runfile_row *r = row->base->row ? row->base->row : row->other->row;
    char bytes[32] = "", live[32] = "", variant[80] = "";
    if (has_other_size(report, r))
        snprintf(bytes, sizeof bytes, "/%llu", (unsigned long long) r->size_bytes);
    if (r->live != 1)
        snprintf(live, sizeof live, "/live=%llu", (unsigned long long) r->live);
    if (strcmp(r->variant, "heap") != 0)
        snprintf(variant, sizeof variant, "/%.70s", r->variant);
    const char *allocator = report->table.any_allocator ? "" : r->allocator;
    snprintf(out, size, "%s%s%s%s%s%s", r->scenario, bytes, live, *allocator ? "/" : "", allocator,
             variant);
}

const char *words_reason(const struct compare_row *row)
{
    if (!row->base->row)
        return "only in the new run";
    if (!row->other->row)
        return "only in the base run";
    const struct compare_side *without = compare_has_figure(row->base) ? row->other : row->base;
    if (without->row->note[0])
        return without->row->note;
    return "too few workers";
}

static int counts(const struct compare_row *row, size_t run, enum verdict verdict)
{
    return row->run == run && !row->control && row->verdict == verdict;
}

static size_t count(const struct report *report, size_t run, enum verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < report->table.row_count; i++)
        n += (size_t) counts(&report->table.rows[i], run, verdict);
    return n;
}

/* The size of a row's difference, by which sentences name the largest first. */
static double weight(const struct compare_row *row)
{
    return isnan(row->percent.centre) ? INFINITY : fabs(row->percent.centre);
}

/* The row of a verdict that follows `last` in the order of falling weight; the first row if
 * `last` is NULL. Rows of equal weight keep their order. */
static const struct compare_row *next_furthest(const struct report *report, size_t run,
                                               enum verdict verdict, const struct compare_row *last)
{
    const struct compare_row *best = NULL;
    for (size_t i = 0; i < report->table.row_count; i++) {
        const struct compare_row *row = &report->table.rows[i];
        if (!counts(row, run, verdict))
            continue;
        if (last && (weight(row) > weight(last) || (weight(row) == weight(last) && row <= last)))
            continue;
        if (!best || weight(row) > weight(best))
            best = row;
    }
    return best;
}

static const char *comparative(const struct report *report, enum verdict verdict)
{
    int slower = verdict == VERDICT_SLOWER;
    if (metric_is_time(report->metric))
        return slower ? "slower" : "faster";
    return slower ? "higher" : "lower";
}

static void put_amount(const struct report *report, const struct compare_row *row, FILE *to)
{
    double sign = row->verdict == VERDICT_SLOWER ? 1 : -1;
    const struct interval *p = &row->percent, *d = &row->difference;
    int exact = row->base->exact && row->other->exact;
    if (isnan(p->centre))
        fprintf(to, "%.3g %s", sign * d->centre, report->unit);
    else if (exact)
        fprintf(to, "%.1f %%", sign * p->centre);
    else
        fprintf(to, "%.1f %% [%.1f, %.1f]", sign * p->centre, sign > 0 ? p->low : -p->high,
                sign > 0 ? p->high : -p->low);
}

/* Prints "4.1 % [3.6, 4.7] slower in return_pointer/jemalloc and 2 more". */
static void put_furthest(const struct report *report, size_t run, enum verdict verdict, FILE *to)
{
    const struct compare_row *row = NULL;
    size_t n = count(report, run, verdict);
    for (size_t i = 0; i < n && i < NAMED_MOST; i++) {
        char name[256];
        row = next_furthest(report, run, verdict, row);
        words_case(report, row, name, sizeof name);
        fputs(i == 0 ? "" : ", ", to);
        put_amount(report, row, to);
        fprintf(to, " %s in %s", comparative(report, verdict), name);
    }
    if (n > NAMED_MOST)
        fprintf(to, " and %zu more", n - NAMED_MOST);
}

/* Whether a run and the base are two lanes, and no other run is of the same lane. */
static int is_other_lane(const struct report *report, size_t run)
{
    const char *base = report->runs[0].allocator, *lane = report->runs[run].allocator;
    int same = 0;
    for (size_t i = 0; lane && i < report->table.run_count; i++)
        same += report->runs[i].allocator && strcmp(report->runs[i].allocator, lane) == 0;
    return base && lane && same == 1;
}

/* Prints "go1.27's costs are 5.4 % [3.1, 7.5] lower than go1.19's (geometric mean over 36 of
 * 40 common cases); ". Nothing if there is no mean. */
static void put_lanes_mean(const struct report *report, size_t run, FILE *to)
{
    const struct compare_table *t = &report->table;
    if (t->mean_cases == 0 || !metric_is_time(report->metric))
        return;
    const struct interval *ratio = &t->means[run].ratio;
    int lower = ratio->centre < 1;
    double sign = lower ? -100 : 100, low = lower ? ratio->high : ratio->low;
    double high = lower ? ratio->low : ratio->high;
    fprintf(to,
            "%s's costs are %.1f %% [%.1f, %.1f] %s than %s's (geometric mean over %zu of %zu "
            "common cases); ",
            report->runs[run].allocator, sign * (ratio->centre - 1), sign * (low - 1),
            sign * (high - 1), lower ? "lower" : "higher", report->runs[0].allocator, t->mean_cases,
            t->common_cases);
}

void words_conclusion(const struct report *report, size_t run, FILE *to)
{
    int lanes = is_other_lane(report, run);
    const char *subject = lanes ? report->runs[run].allocator : report->runs[run].label;
    size_t slower = count(report, run, VERDICT_SLOWER), faster = count(report, run, VERDICT_FASTER);
    size_t unresolved = count(report, run, VERDICT_UNRESOLVED);
    size_t none = count(report, run, VERDICT_NONE), broken = count(report, run, VERDICT_FAILED);
    if (lanes)
        put_lanes_mean(report, run, to);
    fprintf(to, "%s%s", subject, slower + faster ? " is " : ": ");
    if (slower)
        put_furthest(report, run, VERDICT_SLOWER, to);
    if (slower && faster)
        fputs("; it is ", to);
    if (faster)
        put_furthest(report, run, VERDICT_FASTER, to);
    if (slower + faster == 0)
        fputs("no difference shown", to);
    fprintf(to, "; %zu %s same, %zu unresolved", count(report, run, VERDICT_SAME),
            count(report, run, VERDICT_SAME) == 1 ? "case" : "cases", unresolved);
    if (none)
        fprintf(to, ", %zu without verdict", none);
    if (broken)
        fprintf(to, ", %zu failed", broken);
    if (!metric_is_time(report->metric))
        fprintf(to, " (metric: %s)", report->metric);
}

void words_run(const struct report_run *run, FILE *to)
{
    const json_t *build = json_object_get(run->machine, "build");
    const json_t *machine = json_object_get(run->machine, "machine");
    const json_t *named = json_object_get(machine, "cpu");
    const char *described = json_string_value(json_object_get(named, "description"));
    const char *cpu = described ? described : json_string_value(json_object_get(named, "name"));
    const char *compiler = json_string_value(json_object_get(build, "compiler"));
    const char *commit = json_string_value(json_object_get(build, "commit"));
    if (run->machine)
        fprintf(to, "%s, %s, commit %s%s", cpu ? cpu : "unknown CPU",
                compiler ? compiler : "unknown compiler", commit ? commit : "unknown",
                json_is_true(json_object_get(build, "dirty")) ? " with changes" : "");
    else
        fputs("no machine.json: machine and build unknown", to);
    if (run->pooled > 1)
        fprintf(to, ", %u runs pooled", run->pooled);
}

static void put_differences(const struct report *report, size_t run, const char *bullet, FILE *to)
{
    const struct report_run *r = &report->runs[run];
    const struct provenance *p = r->differences;
    if (!p || p->count == 0)
        return;
    fprintf(to, "%s%s%s and %s differ in ", bullet, p->kinds > 1 ? "warning: " : "",
            report->runs[0].label, r->label);
    for (size_t i = 0; i < p->count; i++)
        fprintf(to, "%s%s (%s -> %s)", i == 0 ? "" : ", ", p->items[i].what, p->items[i].base,
                p->items[i].other);
    fprintf(to, "%s\n",
            p->kinds > 1 ? ": the difference cannot be put down to one of these alone" : "");
}

/* Prints the differences of the control, which measures the same in all runs. */
static void put_controls(const struct report *report, const char *bullet, FILE *to)
{
    for (size_t i = 0; i < report->table.row_count; i++) {
        const struct compare_row *row = &report->table.rows[i];
        char name[256];
        if (!row->control || (row->verdict != VERDICT_SLOWER && row->verdict != VERDICT_FASTER))
            continue;
        words_case(report, row, name, sizeof name);
        fprintf(to,
                "%swarning: the control %s differs by %+.2g %s in %s: effects of that size are "
                "noise\n",
                bullet, name, row->difference.centre, report->unit, report->runs[row->run].label);
    }
}

static size_t count_printed(const struct report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->table.row_count; i++)
        n += report->table.rows[i].base->printed || report->table.rows[i].other->printed;
    return n;
}

static void put_only(const struct report *report, const char *bullet, FILE *to)
{
    for (size_t i = 0; i < report->table.row_count; i++) {
        const struct compare_row *row = &report->table.rows[i];
        char name[256];
        if (row->control || (row->base->row && row->other->row))
            continue;
        words_case(report, row, name, sizeof name);
        fprintf(to, "%s%s is only in %s\n", bullet, name,
                report->runs[row->base->row ? 0 : row->run].label);
    }
}

void words_remarks(const struct report *report, const char *bullet, FILE *to)
{
    for (size_t run = 1; run < report->table.run_count; run++) {
        const struct report_run *r = &report->runs[run];
        put_differences(report, run, bullet, to);
        if (fabs(r->clock_factor - 1) > 1e-9)
            fprintf(to, "%s%s's times are brought to %s's reference clock (times %.4f)\n", bullet,
                    r->label, report->runs[0].label, r->clock_factor);
        if (!r->machine || !report->runs[0].machine)
            fprintf(to, "%swhether %s ran on %s's machine is unknown: no machine.json\n", bullet,
                    r->label, report->runs[0].label);
    }
    fprintf(to,
            "%sfigures are escape costs (variant less baseline%s); %% is of BASE's cost or of its "
            "baseline, whichever is larger\n",
            bullet,
            strcmp(report->metric, "ratio") == 0 ? ", in each worker as multiples of the baseline"
                                                 : "");
    size_t printed = count_printed(report);
    if (printed > 0)
        fprintf(to,
                "%s%zu differences rest on the intervals of comparison.csv: without samples.csv "
                "there are no workers to compare\n",
                bullet, printed);
    if (report->shown_count < report->table.row_count)
        fprintf(
            to,
            "%s%zu of %zu rows are printed, as --only asks; the other lines are about all rows\n",
            bullet, report->shown_count, report->table.row_count);
    put_controls(report, bullet, to);
    put_only(report, bullet, to);
}

void words_means(const struct report *report, const char *bullet, FILE *to)
{
    const struct compare_table *t = &report->table;
    for (size_t run = 1; run < t->run_count && t->mean_cases > 0; run++) {
        const struct interval *ratio = &t->means[run].ratio;
        fprintf(to,
                "%sgeometric mean over %zu of %zu common cases: %s %.3g %s, %s %.3g, ratio %.3f "
                "[%.3f, %.3f]\n",
                bullet, t->mean_cases, t->common_cases, report->runs[0].label, t->means[0].cost,
                report->unit, report->runs[run].label, t->means[run].cost, ratio->centre,
                ratio->low, ratio->high);
    }
}
