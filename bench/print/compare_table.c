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

/* ---- the table: a line for each case, runs side by side ---- */

enum { CASE, BASE_COST, FIRST_RUN };

/* Columns for each run; a table of two runs has room for the difference, too. */
enum { PER_RUN = 3, VERDICT_WIDTH = 20 };

static int add_run_columns(struct libscols_table *table, const struct report *report)
{
    char name[64];
    int error = 0;
    for (size_t run = 0; run < report->table.run_count && !error; run++) {
        const struct grid_column columns[] = { { name, SCOLS_FL_RIGHT } };
        snprintf(name, sizeof name, "%s %s", report->runs[run].label, report->unit);
        error = grid_add_columns(table, columns, 1);
        if (run == 0 || error)
            continue;
        const struct grid_column rest[] = {
            { report->table.run_count == 2 ? "difference" : "", SCOLS_FL_RIGHT },
            { "%", SCOLS_FL_RIGHT },
            { "verdict", 0 },
        };
        size_t skip = report->table.run_count > 2;
        error = grid_add_columns(table, rest + skip, 3 - skip);
    }
    return error;
}

static void put_run(struct libscols_line *line, size_t at, const struct report *report,
                    const struct compare_row *row)
{
    char text[CELL_MAX];
    cost_text(row->other, text);
    grid_put(line, at++, "%s", text);
    if (report->table.run_count == 2) {
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
static int put_rows(struct libscols_table *table, const struct report *report)
{
    const struct runfile_row *last = NULL;
    struct libscols_line *line = NULL;
    size_t width = report->table.run_count == 2 ? 4 : PER_RUN;
    char text[CELL_MAX];
    for (size_t i = 0; i < report->shown_count; i++) {
        const struct compare_row *row = report->shown[i];
        if (!row->base->row || row->base->row != last) {
            line = scols_table_new_line(table, NULL);
            if (!line)
                return -ENOMEM;
            words_case(report, row, text, sizeof text);
            grid_put(line, CASE, "%s", text);
            cost_text(row->base, text);
            grid_put(line, BASE_COST, "%s", text);
        }
        put_run(line, FIRST_RUN + (row->run - 1) * width, report, row);
        last = row->base->row;
    }
    return 0;
}

/* The column that is the n-th to be left out of a table that is too wide: the newer runs'
 * costs, the difference of two, the base's cost. CASE: no other. */
static size_t spare_column(const struct report *report, size_t n)
{
    static const size_t of_two[] = { FIRST_RUN, FIRST_RUN + 1, BASE_COST, CASE };
    size_t newer = report->table.run_count - 1;
    if (newer == 1)
        return of_two[n < 3 ? n : 3];
    return n < newer ? FIRST_RUN + (newer - 1 - n) * PER_RUN : n == newer ? BASE_COST : CASE;
}

/* Hides columns until the rest fits the terminal, and writes their names to `left_out`, of
 * CELL_MAX bytes. The last column, the verdict, may be cut off behind VERDICT_WIDTH columns,
 * where a reason follows. */
static void fit(struct libscols_table *table, const struct report *report, char *left_out)
{
    size_t width = terminal_width(STDOUT_FILENO), total = 0, at;
    size_t last = scols_table_get_ncols(table) - 1, verdict = grid_width(table, last);
    for (size_t i = 0; i < last; i++)
        total += grid_width(table, i) + 1;
    total += verdict < VERDICT_WIDTH ? verdict : VERDICT_WIDTH;
    left_out[0] = '\0';
    for (size_t n = 0; width > 0 && total > width && (at = spare_column(report, n)) != CASE; n++) {
        struct libscols_column *column = scols_table_get_column(table, at);
        options_add_word(left_out, CELL_MAX, scols_cell_get_data(scols_column_get_header(column)));
        scols_column_set_flags(column, scols_column_get_flags(column) | SCOLS_FL_HIDDEN);
        total -= grid_width(table, at) + 1;
    }
}

static int print_rows(const struct report *report)
{
    static const struct grid_column first[] = { { "case", 0 } };
    char left_out[CELL_MAX] = "", text[CELL_MAX + 64];
    struct libscols_table *table = grid_new(FORMAT_TABLE, "compare");
    int error = table ? grid_add_columns(table, first, 1) : -ENOMEM;
    if (!error)
        error = add_run_columns(table, report);
    if (!error)
        error = put_rows(table, report);
    if (!error)
        fit(table, report, left_out);
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    if (table)
        scols_unref_table(table);
    snprintf(text, sizeof text, "Not shown at this width: %s", left_out);
    if (!error && *left_out) {
        puts(""); /* scols_print_table leaves the last line open */
        terminal_fold(text, terminal_width(STDOUT_FILENO));
    }
    return error;
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

/* Prints what `put` writes, folded to the terminal's width. 0 or a negative errno. */
static int print_folded(const struct report *report, void (*put)(const struct report *, FILE *))
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return -errno;
    put(report, to);
    int error = fclose(to) == 0 ? 0 : -errno;
    if (!error)
        terminal_fold(text, terminal_width(STDOUT_FILENO));
    free(text);
    return error;
}

int report_table(const struct report *report)
{
    int error = print_folded(report, put_words);
    if (!error)
        error = print_rows(report);
    puts("");
    return error ? error : print_folded(report, put_means);
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
