/* SPDX-License-Identifier: MIT */
#include "grid.h"
#include "harness/figures/retention.h"
#include "harness/subject/catalogue.h"
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

enum { SCENARIO, SIZE, ALLOCATOR, BLOCKS, RELEASED, RETAINED, RSS, INTERVAL, RESERVED, VERDICT };

static const struct grid_column columns[] = {
    [SCENARIO] = { "held per instance", 0 },
    [SIZE] = { "size", SCOLS_FL_RIGHT },
    [ALLOCATOR] = { "allocator", 0 },
    [BLOCKS] = { "blocks", SCOLS_FL_RIGHT },
    [RELEASED] = { "released B", SCOLS_FL_RIGHT },
    [RETAINED] = { "retained B", SCOLS_FL_RIGHT },
    [RSS] = { "in RAM B", SCOLS_FL_RIGHT },
    [INTERVAL] = { "95 % interval", SCOLS_FL_RIGHT },
    [RESERVED] = { "address space B", SCOLS_FL_RIGHT },
    [VERDICT] = { "verdict", 0 },
};

static struct figure figure_of(const struct run_case *c, size_t variant,
                               enum retained_measure measure)
{
    return retention_figure(&c->scenario->sizes[c->size], c->held, c->held_count, variant, measure);
}

/* Memory in RAM and address space are given as what retaining adds: that is
 * what an allocator cannot give back, without what it keeps in any case. */
static void put_figures(struct libscols_line *line, const struct run_case *c, size_t variant)
{
    struct figure blocks = figure_of(c, variant, RETAINED_ALLOCS);
    struct figure books = figure_of(c, variant, RETAINED_BYTES);
    struct figure rss = figure_of(c, variant, RETAINED_RSS);
    struct figure reserved = figure_of(c, variant, RETAINED_RESERVED);
    if (c->held_count == 0)
        return;
    grid_put(line, BLOCKS, "%.0f", blocks.value);
    grid_put(line, RELEASED, "%.0f", books.baseline);
    grid_put(line, RETAINED, "%.0f", books.value);
    if (!isnan(rss.delta.centre))
        grid_put(line, RSS, "%+.0f", rss.delta.centre);
    if (!isnan(rss.delta.low))
        grid_put(line, INTERVAL, "%+.0f … %+.0f", rss.delta.low, rss.delta.high);
    if (!isnan(reserved.delta.centre))
        grid_put(line, RESERVED, "%+.0f", reserved.delta.centre);
}

static int put_variant(struct libscols_table *table, const struct run *run,
                       const struct run_case *c, size_t variant, int interrupted)
{
    const struct scenario_size *size = &c->scenario->sizes[c->size];
    struct libscols_line *line = scols_table_new_line(table, NULL);
    enum verdict verdict = figure_of(c, variant, RETAINED_BYTES).verdict;
    char text[32];
    if (!line)
        return -ENOMEM;
    grid_put(line, SCENARIO, "%s", c->scenario->name);
    grid_put(line, SIZE, "%s", grid_size(size->bytes, text, sizeof text));
    grid_put(line, ALLOCATOR, "%s", c->allocator->name);
    put_figures(line, c, variant);
    if (c->failure[0] || c->held_count < WORKERS_LEAST)
        grid_put_verdict(line, VERDICT, run, c, VERDICT_NONE, interrupted);
    else /* slower and faster are for times */
        grid_put(line, VERDICT, "%s",
                 verdict == VERDICT_SLOWER   ? "more"
                 : verdict == VERDICT_FASTER ? "less"
                                             : "same");
    return 0;
}

int table_print_retained(const struct run *run, int interrupted)
{
    struct libscols_table *table = grid_new(FORMAT_TABLE, "retained");
    int error =
        table ? grid_add_columns(table, columns, sizeof columns / sizeof *columns) : -ENOMEM;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        const struct run_case *c = &run->cases[i];
        size_t variants = scenario_variants(&c->scenario->sizes[c->size]);
        for (size_t v = 1; c->scenario->instances && v < variants && !error; v++)
            error = put_variant(table, run, c, v, interrupted);
    }
    if (!error && scols_table_get_nlines(table) > 0) {
        putchar('\n');
        error = scols_print_table(table) == 0 ? 0 : -EIO;
    }
    if (table)
        scols_unref_table(table);
    return error;
}
