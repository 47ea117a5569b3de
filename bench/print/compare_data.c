/* SPDX-License-Identifier: MIT */
#include "compare_report.h"
#include "harness/base/csv.h"
#include "harness/base/parallel.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {
    "scenario",        "origin",    "size_bytes",  "live",
    "base_allocator",  "allocator", "variant",     "baseline",
    "metric",          "unit",      "base_run",    "run",
    "base_cost",       "base_low",  "base_high",   "cost",
    "cost_low",        "cost_high", "difference",  "difference_low",
    "difference_high", "percent",   "percent_low", "percent_high",
    "percent_of",      "p",         "p_holm",      "verdict",
    "base_workers",    "workers",   "replicates",  "note",
};

static const char *replicates(const struct compare_row *row)
{
    if (row->base->exact && row->other->exact)
        return "exact";
    return row->base->printed || row->other->printed ? "intervals" : "workers";
}

static void put_interval(struct csv_row *csv, const struct interval *i)
{
    csv_number(csv, i->centre);
    csv_number(csv, i->low);
    csv_number(csv, i->high);
}

static void put_side(struct csv_row *csv, const struct compare_side *side)
{
    static const struct interval none = { NAN, NAN, NAN };
    put_interval(csv, side->row ? &side->interval : &none);
}

static void put_row(struct csv_row *csv, const struct report *report, const struct compare_row *row)
{
    const struct runfile_row *r = row->base->row ? row->base->row : row->other->row;
    int judged = row->verdict != VERDICT_NONE && row->verdict != VERDICT_FAILED;
    csv_start(csv);
    csv_text(csv, r->scenario);
    csv_text(csv, r->origin);
    csv_integer(csv, r->size_bytes);
    csv_integer(csv, r->live);
    csv_text(csv, row->base->row ? row->base->row->allocator : NULL);
    csv_text(csv, row->other->row ? row->other->row->allocator : NULL);
    csv_text(csv, r->variant);
    csv_text(csv, r->baseline);
    csv_text(csv, report->metric);
    csv_text(csv, r->unit);
    csv_text(csv, report->runs[0].name);
    csv_text(csv, report->runs[row->run].name);
    put_side(csv, row->base);
    put_side(csv, row->other);
    put_interval(csv, &row->difference);
    put_interval(csv, &row->percent);
    csv_number(csv, row->scale);
    csv_number(csv, row->p);
    csv_number(csv, row->p_holm);
    csv_text(csv, verdict_name(row->verdict));
    csv_integer(csv, row->base->workers);
    csv_integer(csv, row->other->workers);
    csv_text(csv, replicates(row));
    csv_text(csv, judged ? (row->control ? "control: no part of the conclusion" : NULL)
                         : words_reason(row));
}

static int print(struct csv_row *csv, FILE *to)
{
    int error = csv_end(csv);
    if (error)
        return error;
    return fwrite(csv->text, 1, csv->length, to) == csv->length ? 0 : -EIO;
}

/* Several threads format a large table, a few blocks of rows at a time. */
enum { BLOCK_ROWS = 500, BLOCKS = 2 * PARALLEL_THREADS_MOST };

struct blocks {
    const struct report *report;
    size_t first; /* row of the first block */
    struct {
        char *text;
        size_t length;
    } blocks[BLOCKS];
};

static int format_block(size_t number, void *context)
{
    struct blocks *b = context;
    const struct report *report = b->report;
    size_t row = b->first + number * BLOCK_ROWS, end = row + BLOCK_ROWS;
    struct csv_row csv;
    FILE *to = open_memstream(&b->blocks[number].text, &b->blocks[number].length);
    int error = 0;
    if (!to)
        return -errno;
    for (; row < end && row < report->shown_count && !error; row++) {
        put_row(&csv, report, report->shown[row]);
        error = print(&csv, to);
    }
    if (fclose(to) != 0 && !error)
        error = -errno;
    return error;
}

static int print_rows(const struct report *report)
{
    struct blocks b = { .report = report };
    int error = 0;
    for (; b.first < report->shown_count && !error; b.first += BLOCKS * BLOCK_ROWS) {
        size_t left = (report->shown_count - b.first + BLOCK_ROWS - 1) / BLOCK_ROWS;
        size_t count = left < BLOCKS ? left : BLOCKS;
        memset(b.blocks, 0, sizeof b.blocks);
        error = parallel_for(0, count, format_block, &b);
        for (size_t i = 0; i < count; i++) {
            size_t length = b.blocks[i].length;
            if (!error && fwrite(b.blocks[i].text, 1, length, stdout) != length)
                error = -EIO;
            free(b.blocks[i].text);
        }
    }
    return error;
}

int report_csv(const struct report *reports, size_t count)
{
    struct csv_row csv;
    csv_start(&csv);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_text(&csv, columns[i]);
    int error = print(&csv, stdout);
    for (size_t k = 0; k < count && !error; k++)
        error = print_rows(&reports[k]);
    return error;
}

/* ---- JSON: unknown is null ---- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text(const char *value)
{
    return value ? json_string(value) : json_null();
}

static json_t *interval_json(const struct interval *i)
{
    return json_pack("{s:o, s:o, s:o}", "centre", number(i->centre), "low", number(i->low), "high",
                     number(i->high));
}

/* The prior knowledge of a side's spread, relative to the operation's time. */
static json_t *prior_json(const struct compare_side *side)
{
    static const char *const sources[] = { "cautious", "other-cases", "history" };
    if (!side->layout_bound)
        return json_null();
    return json_pack("{s:s, s:f, s:f, s:I, s:s, s:f}", "source", sources[side->prior.source], "sd",
                     side->prior.sd, "df", side->prior.df, "rests_on",
                     (json_int_t) side->prior.rests_on, "source_of_p",
                     sources[side->caution.source], "run_sd", side->run_spread);
}

static json_t *side_json(const struct compare_side *side)
{
    if (!side->row)
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o, s:I, s:s, s:o, s:o}", "allocator", side->row->allocator,
                     "cost", interval_json(&side->interval), "baseline", number(side->baseline),
                     "value", number(side->value), "workers", (json_int_t) side->workers, "verdict",
                     side->row->verdict, "spread", number(side->spread), "prior", prior_json(side));
}

/* Whether the row is known to be a regression or none; null without thresholds. */
static json_t *answers_gate(const struct report *report, const struct compare_row *row)
{
    return report->gated ? json_boolean(compare_is_resolved(row, &report->gate)) : json_null();
}

static json_t *row_json(const struct report *report, const struct compare_row *row)
{
    const struct runfile_row *r = row->base->row ? row->base->row : row->other->row;
    char name[256];
    words_case(report, row, name, sizeof name);
    int judged = row->verdict != VERDICT_NONE && row->verdict != VERDICT_FAILED;
    json_t *json = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:b}", "case", name,
                             "scenario", r->scenario, "origin", r->origin, "size_bytes",
                             (json_int_t) r->size_bytes, "live", (json_int_t) r->live, "variant",
                             r->variant, "run", report->runs[row->run].label, "replicates",
                             replicates(row), "control", row->control);
    json_t *figures = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "base", side_json(row->base), "new",
        side_json(row->other), "difference", interval_json(&row->difference), "percent",
        interval_json(&row->percent), "percent_of", number(row->scale), "p", number(row->p),
        "p_holm", number(row->p_holm), "verdict", verdict_name(row->verdict), "note",
        judged ? json_null() : text(words_reason(row)), "answers_gate", answers_gate(report, row));
    if (json && figures)
        json_object_update(json, figures);
    json_decref(figures);
    return json;
}

/* The output of one of the words_ functions, as a JSON string. */
static json_t *said(void (*say)(const struct report *, size_t, FILE *), const struct report *report,
                    size_t run)
{
    char *line = NULL;
    size_t size;
    FILE *to = open_memstream(&line, &size);
    if (!to)
        return json_null();
    say(report, run, to);
    json_t *json = fclose(to) == 0 ? json_string(line) : json_null();
    free(line);
    return json;
}

static json_t *run_json(const struct report *report, size_t run)
{
    const struct report_run *r = &report->runs[run];
    json_t *differences = json_array();
    for (size_t i = 0; r->differences && i < r->differences->count; i++) {
        const struct provenance_item *item = &r->differences->items[i];
        json_array_append_new(differences, json_pack("{s:s, s:s, s:s}", "what", item->what, "base",
                                                     item->base, "new", item->other));
    }
    const struct compare_mean *mean = &report->table.means[run];
    int any = report->table.mean_cases > 0;
    return json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:f}", "label", r->label, "name", r->name,
                     "pooled_runs", (int) r->pooled, "conclusion",
                     run > 0 ? said(words_conclusion, report, run) : json_null(), "differs_in",
                     differences, "geometric_mean", any ? number(mean->cost) : json_null(),
                     "geometric_mean_ratio", any ? interval_json(&mean->ratio) : json_null(),
                     "clock_factor", r->clock_factor);
}

/* NULL: a name is not UTF-8, so JSON cannot hold it, or no memory. */
static json_t *report_object(const struct report *report)
{
    json_t *runs = json_array(), *rows = json_array();
    int error = 0;
    for (size_t i = 0; i < report->table.run_count; i++)
        error |= json_array_append_new(runs, run_json(report, i));
    for (size_t i = 0; i < report->shown_count; i++)
        error |= json_array_append_new(rows, row_json(report, report->shown[i]));
    if (error) {
        json_decref(runs);
        json_decref(rows);
        return NULL;
    }
    return json_pack("{s:s, s:s, s:o, s:I, s:I, s:o}", "metric", report->metric, "unit",
                     report->unit, "runs", runs, "mean_cases",
                     (json_int_t) report->table.mean_cases, "common_cases",
                     (json_int_t) report->table.common_cases, "rows", rows);
}

int report_json(const struct report *reports, size_t count)
{
    json_t *list = json_array();
    int failed = 0;
    for (size_t i = 0; i < count; i++)
        failed |= json_array_append_new(list, report_object(&reports[i]));
    json_t *json = json_pack("{s:i, s:o}", "schema", 1, "comparisons", list);
    int error = !failed && json && json_dumpf(json, stdout, JSON_INDENT(2)) == 0 && puts("") >= 0
                    ? 0
                    : -EIO;
    json_decref(json);
    return error;
}
