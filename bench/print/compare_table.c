/* SPDX-License-Identifier: MIT */
#include "compare_report.h"
#include "grid.h"
#include "terminal.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CELL_MAX = 512 };

/* Writes "+6.01 ±0.05", or nothing if the cost is unknown. */
static void cost_text(const struct compare_side *side, char *out)
{
    double half = (side->interval.high - side->interval.low) / 2;
    out[0] = '\0';
    if (!side->row || isnan(side->cost.mean))
        return;
    int d = grid_decimals(half);
    if (side->exact)
        snprintf(out, CELL_MAX, "%+g", side->cost.mean);
    else if (isnan(half))
        snprintf(out, CELL_MAX, "%+.*f", d, side->cost.mean);
    else
        snprintf(out, CELL_MAX, "%+.*f %s%.*f", d, side->cost.mean, terminal_sign(SIGN_PLUS_MINUS),
                 d, half);
}

static void difference_text(const struct compare_row *row, char *out)
{
    const struct interval *i = &row->difference;
    out[0] = '\0';
    if (isnan(i->centre))
        return;
    int d = grid_decimals((i->high - i->low) / 2);
    if (row->base->exact && row->other->exact)
        snprintf(out, CELL_MAX, "%+g", i->centre);
    else
        snprintf(out, CELL_MAX, "%+.*f [%+.*f, %+.*f]", d, i->centre, d, i->low, d, i->high);
}

static void percent_text(const struct compare_row *row, char *out)
{
    const struct interval *i = &row->percent;
    out[0] = '\0';
    if (isnan(i->centre))
        return;
    if (row->base->exact && row->other->exact)
        snprintf(out, CELL_MAX, "%+.1f %%", i->centre);
    else
        snprintf(out, CELL_MAX, "%+.1f [%+.1f, %+.1f]", i->centre, i->low, i->high);
}

static void verdict_text(const struct compare_row *row, char *out)
{
    int reasoned = row->verdict == VERDICT_NONE || row->verdict == VERDICT_FAILED;
    snprintf(out, CELL_MAX, "%s%s%s", verdict_name(row->verdict), reasoned ? ": " : "",
             reasoned       ? words_reason(row)
             : row->control ? " (control)"
                            : "");
}

/* ---- the table ---- */

/* Columns of a table of two runs, and of one that has a line for each run. */
enum { CASE, RUN, BASE_COST, COST, DIFFERENCE, PERCENT, VERDICT, COLUMNS };

/* Where several runs are side by side, a line is a case: the case, the base's cost, and of
 * each run its cost, percent and verdict. */
enum { SIDE_BASE_COST = 1, SIDE_FIRST_RUN, SIDE_PER_RUN };

enum { VERDICT_WIDTH = 20 }; /* columns for a verdict; a reason behind it is folded */

struct rows {
    const struct report *report;
    struct libscols_table *table;
    int side_by_side;
};

static int add_columns(const struct rows *rows)
{
    const struct report *report = rows->report;
    int two = report->table.run_count == 2;
    char base[64], cost[64];
    snprintf(base, sizeof base, "%s %s", report->runs[0].label, report->unit);
    snprintf(cost, sizeof cost, "%s %s", two ? report->runs[1].label : "run's", report->unit);
    const struct grid_column columns[COLUMNS] = {
        { "case", 0 },
        { "run", two ? SCOLS_FL_HIDDEN : 0 },
        { base, SCOLS_FL_RIGHT },
        { cost, SCOLS_FL_RIGHT },
        { "difference", SCOLS_FL_RIGHT },
        { "%", SCOLS_FL_RIGHT },
        { "verdict", 0 },
    };
    if (!rows->side_by_side)
        return grid_add_columns(rows->table, columns, COLUMNS);
    int error = grid_add_columns(rows->table, &columns[CASE], 1);
    if (!error)
        error = grid_add_columns(rows->table, &columns[BASE_COST], 1);
    for (size_t run = 1; run < report->table.run_count && !error; run++) {
        snprintf(cost, sizeof cost, "%s %s", report->runs[run].label, report->unit);
        error = grid_add_columns(rows->table, &columns[COST], 1);
        if (!error)
            error = grid_add_columns(rows->table, &columns[PERCENT], 2);
    }
    return error;
}

/* Puts a run's cost, the difference if `difference`, percent and verdict from column `at` on. */
static void put_run(struct libscols_line *line, size_t at, const struct compare_row *row,
                    int difference)
{
    char text[CELL_MAX];
    cost_text(row->other, text);
    grid_put(line, at++, "%s", text);
    if (difference) {
        difference_text(row, text);
        grid_put(line, at++, "%s", text);
    }
    percent_text(row, text);
    grid_put(line, at++, "%s", text);
    verdict_text(row, text);
    grid_put(line, at, "%s", text);
    if (isatty(STDOUT_FILENO))
        scols_cell_set_color(scols_line_get_cell(line, at), grid_verdict_color(row->verdict));
}

/* The rows of one case follow each other, one for each run. A case that the base run lacks
 * has a row for each run that has it. */
static int put_rows(const struct rows *rows)
{
    const struct report *report = rows->report;
    const struct runfile_row *last = NULL;
    struct libscols_line *line = NULL;
    int side = rows->side_by_side;
    char text[CELL_MAX];
    for (size_t i = 0; i < report->shown_count; i++) {
        const struct compare_row *row = report->shown[i];
        if (!side || !row->base->row || row->base->row != last) {
            line = scols_table_new_line(rows->table, NULL);
            if (!line)
                return -ENOMEM;
            words_case(report, row, text, sizeof text);
            grid_put(line, CASE, "%s", text);
            cost_text(row->base, text);
            grid_put(line, side ? SIDE_BASE_COST : BASE_COST, "%s", text);
        }
        if (!side)
            grid_put(line, RUN, "%s", report->runs[row->run].label);
        put_run(line, side ? SIDE_FIRST_RUN + (row->run - 1) * SIDE_PER_RUN : COST, row, !side);
        last = row->base->row;
    }
    return 0;
}

/* The column that is the n-th to be left out of a table that is too wide: the newer runs'
 * costs, the difference of two, the base's cost. CASE: no other. */
static size_t spare_column(const struct rows *rows, size_t n)
{
    static const size_t spare[] = { COST, DIFFERENCE, BASE_COST, CASE };
    size_t newer = rows->report->table.run_count - 1;
    if (!rows->side_by_side)
        return spare[n < 3 ? n : 3];
    return n < newer    ? SIDE_FIRST_RUN + (newer - 1 - n) * SIDE_PER_RUN
           : n == newer ? SIDE_BASE_COST
                        : CASE;
}

/* Hides columns until the rest fits `width`, and writes their names to `left_out`, of
 * CELL_MAX bytes. Returns whether it fits. */
static int fit(const struct rows *rows, size_t width, char *left_out)
{
    size_t total = 0, at, last = scols_table_get_ncols(rows->table) - 1;
    size_t verdict = grid_width(rows->table, last);
    for (size_t i = 0; i < last; i++)
        if (!scols_column_is_hidden(scols_table_get_column(rows->table, i)))
            total += grid_width(rows->table, i) + 1;
    total += verdict < VERDICT_WIDTH ? verdict : VERDICT_WIDTH;
    left_out[0] = '\0';
    for (size_t n = 0; total > width && (at = spare_column(rows, n)) != CASE; n++) {
        struct libscols_column *column = scols_table_get_column(rows->table, at);
        options_add_word(left_out, CELL_MAX, scols_cell_get_data(scols_column_get_header(column)));
        scols_column_set_flags(column, scols_column_get_flags(column) | SCOLS_FL_HIDDEN);
        total -= grid_width(rows->table, at) + 1;
    }
    return total <= width;
}

/* Prints the rows if they fit `width`, or if there is no narrower table. Returns 1 if they
 * were printed, 0 if they do not fit, or a negative errno. */
static int try_rows(const struct report *report, int side_by_side, size_t width)
{
    struct rows rows = { report, grid_new(FORMAT_TABLE, "compare"), side_by_side };
    char left_out[CELL_MAX] = "", text[CELL_MAX + 64];
    int error = rows.table ? add_columns(&rows) : -ENOMEM;
    if (!error)
        error = put_rows(&rows);
    int printed = !error && (fit(&rows, width, left_out) || !side_by_side);
    if (printed)
        error = grid_print(rows.table, width);
    if (rows.table)
        scols_unref_table(rows.table);
    snprintf(text, sizeof text, "Not shown at this width: %s", left_out);
    if (printed && !error && *left_out) {
        puts(""); /* scols_print_table leaves the last line open */
        terminal_fold(text, width);
    }
    return error ? error : printed;
}

/* Prints the runs side by side, or, if that is too wide, a line for each run. */
static int print_rows(const struct report *report)
{
    size_t width = terminal_table_width();
    int printed = report->table.run_count > 2 ? try_rows(report, 1, width) : 0;
    if (printed == 0)
        printed = try_rows(report, 0, width);
    return printed < 0 ? printed : 0;
}

static void put_legend(const struct report *report, const char *bullet, const char *quote, FILE *to)
{
    for (size_t run = 0; run < report->table.run_count; run++) {
        fprintf(to, "%s%-4s %s%s%s (", bullet, report->runs[run].label, quote,
                report->runs[run].name, quote);
        words_run(&report->runs[run], to);
        fputs(")\n", to);
    }
}

/* Prints what is said above a table's rows. */
static void put_words(const struct report *report, FILE *to)
{
    for (size_t run = 1; run < report->table.run_count; run++) {
        words_conclusion(report, run, to);
        fputs("\n", to);
    }
    fputs("\n", to);
    put_legend(report, "", "", to);
    words_remarks(report, "", to);
    fputs("\n", to);
}

static void put_means(const struct report *report, FILE *to)
{
    words_means(report, "", to);
}

int report_folded(const struct report *report, void (*put)(const struct report *, FILE *))
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return -errno;
    put(report, to);
    int error = fclose(to) == 0 ? 0 : -errno;
    if (!error)
        terminal_fold_lines(text, terminal_width(STDOUT_FILENO));
    free(text);
    return error;
}

int report_table(const struct report *report)
{
    int error = report_folded(report, put_words);
    if (!error)
        error = print_rows(report);
    puts("");
    return error ? error : report_folded(report, put_means);
}

/* ---- Markdown, for a CI job's summary ---- */

static int is_notable(const struct compare_row *row)
{
    return row->verdict == VERDICT_SLOWER || row->verdict == VERDICT_FASTER ||
           row->verdict == VERDICT_FAILED;
}

static void print_cell(const char *text)
{
    fputs(" ", stdout);
    for (; *text; text++) {
        if (strchr("|\\`*_<>", *text))
            putchar('\\');
        putchar(*text == '\n' ? ' ' : *text);
    }
    fputs(" |", stdout);
}

static void print_markdown_row(const struct report *report, const struct compare_row *row)
{
    char text[CELL_MAX];
    fputs("|", stdout);
    words_case(report, row, text, sizeof text);
    print_cell(text);
    if (report->table.run_count > 2)
        print_cell(report->runs[row->run].label);
    cost_text(row->base, text);
    print_cell(text);
    cost_text(row->other, text);
    print_cell(text);
    difference_text(row, text);
    print_cell(text);
    percent_text(row, text);
    print_cell(text);
    verdict_text(row, text);
    print_cell(text);
    puts("");
}

static size_t print_markdown_rows(const struct report *report, int notable_only)
{
    size_t printed = 0;
    for (size_t i = 0; i < report->shown_count; i++) {
        const struct compare_row *row = report->shown[i];
        if (notable_only && !is_notable(row))
            continue;
        if (printed++ == 0) {
            int many = report->table.run_count > 2;
            printf("| case |%s BASE %s | NEW %s | difference | %% | verdict |\n",
                   many ? " run |" : "", report->unit, report->unit);
            printf("|---|%s--:|--:|--:|--:|---|\n", many ? "---|" : "");
        }
        print_markdown_row(report, row);
    }
    return printed;
}

int report_markdown(const struct report *report)
{
    printf("### escapebench: %s\n\n", report->metric);
    for (size_t run = 1; run < report->table.run_count; run++) {
        fputs("**", stdout);
        words_conclusion(report, run, stdout);
        puts("**\n");
    }
    put_legend(report, "- ", "`", stdout);
    words_remarks(report, "- ", stdout);
    words_means(report, "- ", stdout);
    puts("");
    size_t notable = print_markdown_rows(report, 1);
    if (notable > 0)
        puts("");
    if (notable < report->shown_count) {
        printf("<details><summary>all %zu rows</summary>\n\n", report->shown_count);
        print_markdown_rows(report, 0);
        puts("\n</details>\n");
    }
    return ferror(stdout) ? -EIO : 0;
}
