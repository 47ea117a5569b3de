/* SPDX-License-Identifier: MIT */
#include "matrix.h"

#include "bench/plan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Finds a lane or adds it. MATRIX_LANES_MAX: there is no room. */
static size_t find_lane(struct matrix *m, const char *name)
{
    size_t i = 0;
    while (i < m->lane_count && strcmp(m->lanes[i], name) != 0)
        i++;
    if (i == m->lane_count && i < MATRIX_LANES_MAX)
        m->lanes[m->lane_count++] = name;
    return i;
}

static struct matrix_line *find_line(struct matrix *m, const struct runfile_row *row,
                                     const struct catalogue_line *contents)
{
    for (size_t i = m->line_count; i > 0; i--) { /* rows of a case are neighbours */
        struct matrix_line *line = &m->lines[i - 1];
        if (strcmp(line->scenario, row->scenario) == 0 && line->size_bytes == row->size_bytes &&
            line->live == row->live)
            return line;
    }
    struct matrix_line *more = realloc(m->lines, (m->line_count + 1) * sizeof *more);
    if (!more)
        return NULL;
    m->lines = more;
    const char *group = catalogue_group(contents, row->scenario);
    more[m->line_count] =
        (struct matrix_line){ .group = group ? group : "",
                              .scenario = row->scenario,
                              .is_article = catalogue_is_article(contents, row->scenario),
                              .is_control = runfile_is_control(row),
                              .rank = catalogue_rank(contents, row->scenario),
                              .size_bytes = row->size_bytes,
                              .live = row->live };
    return &more[m->line_count++];
}

static int by_place(const void *a, const void *b)
{
    const struct matrix_line *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int order = strcmp(x->scenario, y->scenario);
    if (order)
        return order;
    if (x->size_bytes != y->size_bytes)
        return x->size_bytes < y->size_bytes ? -1 : 1;
    return (x->live > y->live) - (x->live < y->live);
}

int matrix_build(struct matrix *m, const struct runfile *run, const char *metric,
                 const struct matrix_filter *filter, const struct catalogue_line *contents)
{
    *m = (struct matrix){ .metric = metric, .unit = "" };
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (strcmp(row->metric, metric) != 0 || runfile_is_step(row) ||
            !plan_is_wanted(filter->globs, filter->glob_count, row->scenario))
            continue;
        size_t lane = find_lane(m, row->allocator);
        struct matrix_line *line = find_line(m, row, contents);
        if (!line)
            return -ENOMEM;
        if (lane == MATRIX_LANES_MAX)
            return -E2BIG;
        m->unit = row->unit;
        if (!line->cells[lane] || strcmp(row->variant, "heap") == 0)
            line->cells[lane] = row;
    }
    if (m->line_count > 0)
        qsort(m->lines, m->line_count, sizeof *m->lines, by_place);
    return 0;
}

size_t matrix_shorten(struct matrix *m, int smallest)
{
    enum { SWEEP = 7 }; /* a scenario with this many sizes is a sweep */
    size_t kept = 0, all = m->line_count;
    for (size_t start = 0, end; start < all; start = end) {
        for (end = start; end < all; end++)
            if (strcmp(m->lines[end].scenario, m->lines[start].scenario) != 0)
                break;
        uint64_t first = m->lines[start].size_bytes, last = m->lines[end - 1].size_bytes;
        uint64_t middle = end - start >= SWEEP ? m->lines[(start + end) / 2].size_bytes : first;
        for (size_t i = start; i < end; i++) {
            uint64_t size = m->lines[i].size_bytes;
            if (size == first || (!smallest && (size == last || size == middle)))
                m->lines[kept++] = m->lines[i];
        }
    }
    m->line_count = kept;
    return all - kept;
}

void matrix_free(struct matrix *m)
{
    free(m->lines);
    *m = (struct matrix){ .line_count = 0 };
}

int matrix_is_go(const char *lane)
{
    return lane[0] == 'g' && lane[1] == 'o' && lane[2] >= '0' && lane[2] <= '9';
}

const struct matrix_line *matrix_find(const struct matrix *m, const char *scenario,
                                      uint64_t size_bytes)
{
    for (size_t i = 0; i < m->line_count; i++)
        if (strcmp(m->lines[i].scenario, scenario) == 0 &&
            (size_bytes == 0 || m->lines[i].size_bytes == size_bytes))
            return &m->lines[i];
    return NULL;
}

int matrix_is_known(const struct runfile_row *row)
{
    return row && strcmp(row->verdict, "failed") != 0 && strcmp(row->verdict, "no-verdict") != 0 &&
           !isnan(row->delta) && !isnan(row->low);
}
