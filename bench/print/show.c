/* SPDX-License-Identifier: MIT */
#include "show.h"

#include "bench/plan.h"
#include "findings.h"
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINES_WHOLE = 24 }; /* a matrix of at most this many lines is shown with every size */

/* Tells the columns of a paragraph; 0: one line, which Markdown breaks itself. */
static size_t prose_width(const struct show_request *request)
{
    return request->format == FORMAT_MARKDOWN ? 0 : request->width;
}

/* Names the columns that a table had no room for. */
static void print_left_out(const char *left_out, const struct show_request *request)
{
    char text[SHEET_CELL_MAX + 64];
    snprintf(text, sizeof text, "Not shown at this width: %s", left_out);
    if (*left_out)
        terminal_fold(text, prose_width(request));
}

static int print_sheet(struct sheet *sheet, const struct show_request *request)
{
    char left_out[SHEET_CELL_MAX];
    int error = sheet_print(sheet, request->format, request->table_width, left_out);
    sheet_free(sheet);
    if (!error && request->format == FORMAT_TABLE)
        print_left_out(left_out, request);
    return error;
}

/* Builds the matrices of the escape costs and of the leaks. */
static int build_both(const struct runfile *run, const struct matrix_filter *filter,
                      const struct catalogue_line *contents, struct matrix *times,
                      struct matrix *leaks)
{
    int error = matrix_build(times, run, "time", filter, contents);
    return error ? error : matrix_build(leaks, run, "retained-bytes", filter, contents);
}

/* Prints both matrices for programs: the lines of the leaks follow the others. */
static int print_data(const struct matrix *times, const struct matrix *leaks,
                      const struct show_request *request)
{
    static struct matrix_names names;
    struct sheet sheet = { 0 };
    char left_out[SHEET_CELL_MAX];
    matrix_sheet_data(times, leaks, &names, &sheet);
    int error = sheet_print(&sheet, request->format, 0, left_out);
    sheet_free(&sheet);
    return error;
}

/* Drops the lines that are not printed. Returns how many sizes that are. */
static size_t shorten(struct matrix *m, int smallest)
{
    return m->line_count > LINES_WHOLE || smallest ? matrix_shorten(m, smallest) : 0;
}

static void print_legend(const struct show_request *request, size_t left_out)
{
    char text[256] = "heap less stack per operation, 95 % interval; = same within 1 %; "
                     "? unresolved";
    size_t length = strlen(text);
    if (request->format != FORMAT_TABLE)
        return;
    if (left_out > 0)
        snprintf(text + length, sizeof text - length, "; %zu more sizes: show --rows", left_out);
    terminal_fold(text, prose_width(request));
}

static int print_times(struct matrix *times, const struct show_request *request)
{
    struct sheet sheet = { 0 };
    size_t left_out = shorten(times, 0);
    if (times->line_count == 0)
        return 0;
    matrix_sheet_costs(times, &sheet);
    putchar('\n');
    int error = print_sheet(&sheet, request);
    print_legend(request, left_out);
    return error;
}

static int print_leaks(struct matrix *leaks, const struct show_request *request)
{
    struct sheet sheet = { 0 };
    matrix_shorten(leaks, 1);
    if (leaks->line_count == 0)
        return 0;
    matrix_sheet_leaks(leaks, &sheet);
    putchar('\n');
    return print_sheet(&sheet, request);
}

static int print_screen(const struct runfile *run, struct matrix *times, struct matrix *leaks,
                        const struct show_request *request)
{
    int markdown = request->format == FORMAT_MARKDOWN;
    size_t width = prose_width(request);
    findings_print_header(run, times->line_count > 0 ? times : leaks, width);
    putchar('\n');
    findings_print(times, width);
    int error = print_times(times, request);
    if (!error)
        error = print_leaks(leaks, request);
    if (!error && !markdown) {
        putchar('\n');
        findings_print_end(run, width);
    }
    return error;
}

static int print_matrix(const struct runfile *run, const struct catalogue_line *contents,
                        const struct show_request *request)
{
    struct matrix times = { 0 }, leaks = { 0 };
    int error = build_both(run, &request->filter, contents, &times, &leaks);
    if (!error && (request->format == FORMAT_CSV || request->format == FORMAT_JSON))
        error = print_data(&times, &leaks, request);
    else if (!error)
        error = print_screen(run, &times, &leaks, request);
    matrix_free(&times);
    matrix_free(&leaks);
    return error;
}

/* Prints what would give the rows of SHOW_WHY their verdicts, each help once. */
static void print_help(const struct runfile *run, const struct show_request *request)
{
    const struct matrix_filter *filter = &request->filter;
    const char *told[16];
    size_t count = 0;
    for (size_t i = 0; i < run->row_count && count < sizeof told / sizeof *told; i++) {
        const struct runfile_row *row = &run->rows[i];
        const char *help = show_is_missing(row) ? show_help(row) : NULL;
        size_t k = 0;
        while (k < count && told[k] != help)
            k++;
        if (!help || k < count || !plan_is_wanted(filter->globs, filter->glob_count, row->scenario))
            continue;
        char text[512];
        told[count++] = help;
        snprintf(text, sizeof text, "%s: %s", show_kind(row), help);
        terminal_fold(text, prose_width(request));
    }
}

static int print_view(const struct runfile *run, struct sheet *sheet,
                      const struct show_request *request)
{
    static const char *const none[] = { [SHOW_ROWS] = "None of these scenarios was timed.",
                                        [SHOW_LADDER] = "No case has steps from stack to heap.",
                                        [SHOW_LEAKS] = "None of these scenarios is about a leak.",
                                        [SHOW_WHY] = "No verdict is missing." };
    size_t rows = sheet->rows;
    int table = request->format == FORMAT_TABLE;
    if (rows == 0 && table) {
        puts(none[request->view]);
        sheet_free(sheet);
        return 0;
    }
    int error = print_sheet(sheet, request);
    if (!error && rows > 0 && request->view == SHOW_WHY &&
        (table || request->format == FORMAT_MARKDOWN)) {
        putchar('\n');
        print_help(run, request);
    }
    return error;
}

int show_print(const struct runfile *run, const struct catalogue_line *contents,
               const struct show_request *request)
{
    static void (*const views[])(const struct runfile *, const struct matrix_filter *,
                                 struct sheet *) = { [SHOW_ROWS] = show_sheet_rows,
                                                     [SHOW_LADDER] = show_sheet_ladder,
                                                     [SHOW_LEAKS] = show_sheet_leaks,
                                                     [SHOW_WHY] = show_sheet_why };
    struct sheet sheet = { 0 };
    if (request->view == SHOW_MATRIX)
        return print_matrix(run, contents, request);
    if (request->format == FORMAT_CSV || request->format == FORMAT_JSON)
        show_sheet_data(run, request->view, &request->filter, &sheet);
    else
        views[request->view](run, &request->filter, &sheet);
    return print_view(run, &sheet, request);
}

int show_write_summary(const struct runfile *run, const struct catalogue_line *contents,
                       const char *path)
{
    static struct matrix_names names;
    const struct matrix_filter all = { NULL, 0 };
    struct sheet sheet = { 0 };
    struct matrix times = { 0 }, leaks = { 0 };
    char fresh[4096];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int) sizeof fresh)
        return -ENAMETOOLONG;
    int error = build_both(run, &all, contents, &times, &leaks);
    FILE *stream = error ? NULL : fopen(fresh, "we");
    if (!error && !stream)
        error = -errno;
    if (!error) {
        matrix_sheet_data(&times, &leaks, &names, &sheet);
        error = sheet_write_csv(&sheet, stream);
    }
    if (stream && fclose(stream) != 0 && !error)
        error = -errno;
    if (!error && rename(fresh, path) != 0)
        error = -errno;
    if (error && stream)
        unlink(fresh);
    sheet_free(&sheet);
    matrix_free(&times);
    matrix_free(&leaks);
    return error;
}
