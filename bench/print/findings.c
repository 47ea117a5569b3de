/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include "cure.h"
#include "grid.h"
#include "harness/base/json_path.h"
#include "terminal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_MAX = 2048 };

/* Appends to a text of TEXT_MAX bytes. */
__attribute__((format(printf, 2, 3))) static void add(char *text, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, TEXT_MAX - length, format, arguments);
    va_end(arguments);
}

/* ---- the header, from machine.json ---- */

static const char *text_at(const json_t *json, const char *path)
{
    const char *text = json_string_value(json_at(json, path));
    return text ? text : "";
}

/* Seconds since 1970 of "2026-11-27T10:25:33Z"; -1: unknown. */
static time_t time_at(const json_t *machine, const char *path)
{
    struct tm utc = { 0 };
    const char *text = text_at(machine, path);
    return strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc) ? timegm(&utc) : -1;
}

static void tell_duration(const json_t *machine, char *text)
{
    const json_t *sittings = json_at(machine, "sittings");
    size_t i, n = json_array_size(sittings);
    long s = 0;
    for (i = 0; i < (n > 0 ? n : 1); i++) {
        const json_t *sitting = n > 0 ? json_array_get(sittings, i) : machine;
        time_t start = time_at(sitting, "start"), end = time_at(sitting, "end");
        s += start >= 0 && end >= start ? (long) (end - start) : 0;
    }
    if (s == 0)
        return;
    if (s >= 60)
        add(text, ", %ld min %ld s", s / 60, s % 60);
    else
        add(text, ", %ld s", s);
}

static void print_run(const json_t *machine, size_t width)
{
    char text[TEXT_MAX] = "escapebench";
    const char *start = text_at(machine, "start"), *state = text_at(machine, "state");
    if (*text_at(machine, "build/commit"))
        add(text, " %s%s", text_at(machine, "build/commit"),
            json_is_true(json_at(machine, "build/dirty")) ? " and uncommitted changes" : "");
    if (strlen(start) > 16)
        add(text, ", %.10s %.5s UTC", start, start + 11);
    tell_duration(machine, text);
    if (*text_at(machine, "settings/effort"))
        add(text, ", effort %s", text_at(machine, "settings/effort"));
    if (strcmp(state, "partial") == 0 || strcmp(state, "running") == 0)
        add(text, "; the run was cut short");
    terminal_fold(text, width);
}

static void print_machine(const json_t *machine, size_t width)
{
    char text[TEXT_MAX] = "machine: ";
    const char *described = text_at(machine, "machine/cpu/description");
    const char *name = text_at(machine, "machine/cpu/name");
    json_int_t cores = json_integer_value(json_at(machine, "machine/topology/cores"));
    if (*described)
        add(text, "%s", described);
    else if (*name && *text_at(machine, "machine/cpu/family"))
        add(text, "%s (family %s model %s)", name, text_at(machine, "machine/cpu/family"),
            text_at(machine, "machine/cpu/model"));
    else
        add(text, "%s", *name ? name : "unknown");
    if (cores > 0)
        add(text, ", %lld core%s", (long long) cores, cores == 1 ? "" : "s");
    if (json_is_true(json_at(machine, "machine/virtualisation/hypervisor")))
        add(text, ", virtual");
    if (*text_at(machine, "machine/system/distribution"))
        add(text, ", %s", text_at(machine, "machine/system/distribution"));
    if (*text_at(machine, "build/compiler"))
        add(text, "; compiler: %s", text_at(machine, "build/compiler"));
    terminal_fold(text, width);
}

/* Shortens a version: "5.3.0-0-g54eaed1d8b" to "5.3.0", "gperftools 2.10" to "2.10". */
static void tell_version(const char *version, char *text)
{
    const char *digits = version + strcspn(version, "0123456789");
    add(text, " %.*s", (int) strcspn(digits, "- "), digits);
}

static void print_allocators(const json_t *machine, const struct matrix *all, size_t width)
{
    char text[TEXT_MAX] = "";
    for (size_t i = 0; i < all->lane_count; i++) {
        size_t k;
        json_t *entry;
        add(text, "%s%s", i ? ", " : "lanes: ", all->lanes[i]);
        json_array_foreach(json_at(machine, "allocators"), k, entry)
        {
            if (strcmp(text_at(entry, "name"), all->lanes[i]) == 0 && *text_at(entry, "version"))
                tell_version(text_at(entry, "version"), text);
        }
    }
    terminal_fold(text, width);
}

/* Prints "HEAD NAME=VALUE, NAME=VALUE" for the members of an object; nothing if it is empty. */
static void print_pairs(const json_t *machine, const char *path, const char *head, size_t width)
{
    char text[TEXT_MAX] = "";
    const json_t *pairs = json_at(machine, path);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *) pairs, name, value)
    {
        const char *words = json_string_value(value);
        add(text, "%s%s=%s", *text ? ", " : head, name, words ? words : "");
    }
    if (*text)
        terminal_fold(text, width);
}

/* Prints the noise floor, which is the largest distance of the control's interval from zero,
 * in ns; how many turns were quiet; and whether the quiet state is in doubt. */
static void print_noise(const json_t *machine, const struct matrix *all, size_t width)
{
    char text[TEXT_MAX] = "";
    double floor = 0;
    size_t i, known = 0;
    json_t *finding;
    for (size_t n = 0; n < all->line_count; n++)
        for (size_t k = 0; k < all->lane_count; k++) {
            const struct runfile_row *row = all->lines[n].cells[k];
            if (!matrix_is_known(row) || !runfile_is_control(row))
                continue;
            floor = fmax(floor, fmax(fabs(row->low), fabs(row->high)));
            known++;
        }
    if (known > 0)
        add(text, "noise floor: %.2g ns, the most that the control shows in %zu lane%s", floor,
            known, known == 1 ? "" : "s");
    json_array_foreach(json_at(machine, "check"), i, finding)
    {
        if (strcmp(text_at(finding, "name"), "quiet-turns") == 0)
            add(text, "%squiet turns: %s", *text ? "; " : "", text_at(finding, "read"));
    }
    if (json_is_null(json_at(machine, "probe/confirmed_by")))
        add(text, "%sthe quiet state is not confirmed, so that times have no verdict",
            *text ? "; " : "");
    terminal_fold(text, width);
}

void findings_print_header(const struct runfile *run, const struct matrix *all, size_t width)
{
    if (run->machine) {
        print_run(run->machine, width);
        print_machine(run->machine, width);
    }
    print_allocators(run->machine, all, width);
    print_pairs(run->machine, "environment/asked", "workers have ", width);
    print_pairs(run->machine, "labels", "labels: ", width);
    print_noise(run->machine, all, width);
}

/* ---- what an escape costs ---- */

/* Writes "8.45 ±0.04 ns with glibc, 6.34 ±0.02 with jemalloc". Returns how many costs are
 * known. */
static size_t list_costs(const struct matrix *m, const struct matrix_line *line, char *text)
{
    size_t known = 0;
    for (size_t i = 0; i < m->lane_count; i++) {
        const struct runfile_row *row = line->cells[i];
        if (!matrix_is_known(row))
            continue;
        char cost[64];
        grid_cost(row->delta, (row->high - row->low) / 2, cost, sizeof cost);
        add(text, "%s%s%s %s %s", known ? ", " : "", cost, known || strstr(cost, "us") ? "" : " ns",
            matrix_is_go(m->lanes[i]) ? "in" : "with", m->lanes[i]);
        known++;
    }
    return known;
}

/* The scenario named as the example: return_pointer, else the first that is not the
 * control. */
static const struct matrix_line *find_anchor(const struct matrix *m)
{
    const struct matrix_line *line = matrix_find(m, "return_pointer", 0);
    for (size_t i = 0; !line && i < m->line_count; i++)
        if (!m->lines[i].is_control)
            line = &m->lines[i];
    return line;
}

static void tell_anchor(const struct matrix *m, char *text)
{
    const struct matrix_line *line = find_anchor(m);
    char size[32], costs[TEXT_MAX] = "";
    if (!line)
        return;
    grid_size(line->size_bytes, size, sizeof size);
    if (list_costs(m, line, costs) > 0)
        add(text, "An escape of %s (%s) costs %s.", size, line->scenario, costs);
    else
        add(text, "What an escape of %s (%s) costs has no verdict yet.", size, line->scenario);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

/* Whether line `i` is one of the articles' scenarios at its smallest size. */
static int is_first_of_article(const struct matrix *m, size_t i)
{
    return m->lines[i].is_article &&
           (i == 0 || strcmp(m->lines[i - 1].scenario, m->lines[i].scenario) != 0);
}

/* Whether a cell says what a value on the heap costs. A value that a scenario boxes in
 * static memory has not escaped to the heap. */
static int is_of_heap(const struct runfile_row *row)
{
    return matrix_is_known(row) && strcmp(row->variant, "heap") == 0;
}

/* Whether a lane has a figure in any of the articles' lines. */
static int has_figures(const struct matrix *m, size_t lane)
{
    for (size_t i = 0; i < m->line_count; i++)
        if (is_first_of_article(m, i) && is_of_heap(m->lines[i].cells[lane]))
            return 1;
    return 0;
}

/* Whether all lanes that have figures have one in line `i`: medians over other lines could
 * not be compared. */
static int is_common(const struct matrix *m, size_t i)
{
    for (size_t lane = 0; lane < m->lane_count; lane++)
        if (has_figures(m, lane) && !is_of_heap(m->lines[i].cells[lane]))
            return 0;
    return is_first_of_article(m, i);
}

/* The median cost over the common lines; NaN: there is none. */
static double median_cost(const struct matrix *m, size_t lane, size_t *count)
{
    double *costs = calloc(m->line_count + 1, sizeof *costs), median = NAN;
    *count = 0;
    for (size_t i = 0; costs && i < m->line_count; i++)
        if (is_common(m, i) && is_of_heap(m->lines[i].cells[lane]))
            costs[(*count)++] = m->lines[i].cells[lane]->delta;
    if (*count > 0) {
        qsort(costs, *count, sizeof *costs, by_value);
        median = (costs[(*count - 1) / 2] + costs[*count / 2]) / 2;
    }
    free(costs);
    return median;
}

static void tell_medians(const struct matrix *m, char *text)
{
    char list[TEXT_MAX] = "";
    size_t common = 0, count;
    for (size_t i = 0; i < m->lane_count; i++) {
        double median = median_cost(m, i, &count);
        if (isnan(median))
            continue;
        common = count;
        add(list, "%s%.1f%s %s %s", *list ? ", " : "", median, *list ? "" : " ns",
            matrix_is_go(m->lanes[i]) ? "in" : "with", m->lanes[i]);
    }
    if (common >= 3)
        add(text, " The median over %zu of the articles' scenarios is %s.", common, list);
}

/* Whether a cost is told in us and not in ns. */
static int is_long(double ns)
{
    return ns >= 1e4;
}

/* Writes two costs without their intervals: "7 to 14 ns", "16 ns to 167 us". */
static void add_growth(char *text, double from, double to)
{
    add(text, "%.0f", is_long(from) ? from / 1000 : from);
    if (is_long(from) != is_long(to))
        add(text, is_long(from) ? " us" : " ns");
    add(text, " to %.0f %s", is_long(to) ? to / 1000 : to, is_long(to) ? "us" : "ns");
}

/* Says how the cost grows with the size, for the lanes with figures at both ends. */
static void tell_sizes(const struct matrix *m, char *text)
{
    const struct matrix_line *first = matrix_find(m, "size_sweep", 0), *last = first;
    for (const struct matrix_line *line = first;
         line && line < m->lines + m->line_count && strcmp(line->scenario, first->scenario) == 0;
         line++)
        last = line->live == first->live ? line : last;
    if (!first || last == first)
        return;
    char from[32], to[32], list[TEXT_MAX] = "";
    for (size_t i = 0; i < m->lane_count; i++)
        if (matrix_is_known(first->cells[i]) && matrix_is_known(last->cells[i])) {
            add(list, "%s", *list ? ", " : "");
            add_growth(list, first->cells[i]->delta, last->cells[i]->delta);
            add(list, " %s %s", matrix_is_go(m->lanes[i]) ? "in" : "with", m->lanes[i]);
        }
    if (*list)
        add(text, " From %s to %s (size_sweep) the cost goes from %s.",
            grid_size(first->size_bytes, from, sizeof from),
            grid_size(last->size_bytes, to, sizeof to), list);
}

void findings_print(const struct matrix *m, size_t width)
{
    char text[TEXT_MAX] = "";
    tell_anchor(m, text);
    tell_medians(m, text);
    tell_sizes(m, text);
    terminal_fold(text, width);
}

/* ---- how the run ended ---- */

/* How many rows lack a verdict, are unresolved, failed. */
struct row_counts {
    size_t rows, none, unresolved, failed;
};

static struct row_counts count_rows(const struct runfile *run)
{
    struct row_counts count = { 0 };
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (!runfile_is_headline(row))
            continue;
        count.rows++;
        count.none += strcmp(row->verdict, "no-verdict") == 0;
        count.unresolved += strcmp(row->verdict, "unresolved") == 0;
        count.failed += strcmp(row->verdict, "failed") == 0;
    }
    return count;
}

void findings_print_end(const struct runfile *run, size_t width)
{
    struct row_counts n = count_rows(run);
    char text[TEXT_MAX] = "", path[CURE_WORD_MAX], folder[CURE_WORD_MAX];
    cure_word(run->path, path);
    if (n.failed > 0)
        add(text, "%zu of %zu rows failed: escapebench show --why %s\n", n.failed, n.rows, path);
    if (n.none + n.unresolved == 0)
        add(text, "Each of %zu rows has a verdict; all of them: escapebench show --rows %s",
            n.rows - n.failed, path);
    else
        add(text,
            "%zu of %zu rows lack%s a verdict, %zu %s unresolved. More workers for them: "
            "escapebench run --resume %s",
            n.none, n.rows, n.none == 1 ? "s" : "", n.unresolved, n.unresolved == 1 ? "is" : "are",
            cure_folder(run->path, folder));
    terminal_fold(text, width);
}
