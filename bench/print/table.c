/* SPDX-License-Identifier: MIT */
#include "table.h"

#include "grid.h"
#include "harness/run/case_table.h"
#include "harness/subject/catalogue.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SCENARIO,
    SIZE,
    LIVE,
    ALLOCATOR,
    VARIANT_NAME,
    BASE,
    COST,
    INTERVAL,
    RATIO,
    ALLOCS,
    BYTES,
    KEPT,
    VERDICT,
    RUN_COLUMNS
};

static const struct grid_column run_columns[RUN_COLUMNS] = {
    [SCENARIO] = { "scenario", 0 },         [SIZE] = { "size", SCOLS_FL_RIGHT },
    [LIVE] = { "live", SCOLS_FL_RIGHT },    [ALLOCATOR] = { "allocator", 0 },
    [VARIANT_NAME] = { "variant", 0 },      [BASE] = { "stack ns", SCOLS_FL_RIGHT },
    [COST] = { "cost ns", SCOLS_FL_RIGHT }, [INTERVAL] = { "95 % interval", SCOLS_FL_RIGHT },
    [RATIO] = { "ratio", SCOLS_FL_RIGHT },  [ALLOCS] = { "allocs", SCOLS_FL_RIGHT },
    [BYTES] = { "bytes", SCOLS_FL_RIGHT },  [KEPT] = { "kept turns", SCOLS_FL_RIGHT },
    [VERDICT] = { "verdict", 0 },
};

static void put_figure(struct libscols_line *line, const struct figure *f)
{
    if (isnan(f->delta.centre))
        return;
    int d = grid_decimals((f->delta.high - f->delta.low) / 2);
    grid_put(line, BASE, "%.*f", f->baseline < 100 ? 2 : 0, f->baseline);
    grid_put(line, COST, "%+.*f", d, f->delta.centre);
    if (!isnan(f->delta.low))
        grid_put(line, INTERVAL, "%+.*f … %+.*f", d, f->delta.low, d, f->delta.high);
    grid_put(line, RATIO, f->ratio.centre < 100 ? "%.2f" : "%.0f", f->ratio.centre);
}

static int put_variant(struct libscols_table *table, const struct run *run,
                       const struct run_case *c, size_t v, int interrupted)
{
    const struct scenario_size *size = &c->scenario->sizes[c->size];
    struct libscols_line *line = scols_table_new_line(table, NULL);
    struct figure f = run_time(run, c, &c->ladder.compared[v - 1]);
    char text[32];
    if (!line)
        return -ENOMEM;
    grid_put(line, SCENARIO, "%s", c->scenario->name);
    grid_put(line, SIZE, "%s", grid_size(size->bytes, text, sizeof text));
    grid_put(line, LIVE, "%u", c->live);
    grid_put(line, ALLOCATOR, "%s", c->allocator->name);
    grid_put(line, VARIANT_NAME, "%s", size->variants[v].name);
    put_figure(line, &f);
    if (c->counted_ops > 0) {
        grid_put(line, ALLOCS, "%g", (double) c->tallies[v].allocs / (double) c->counted_ops);
        grid_put(line, BYTES, "%g", (double) c->tallies[v].bytes / (double) c->counted_ops);
    }
    if (c->turns_total > 0)
        grid_put(line, KEPT, "%u/%u", c->turns_kept, c->turns_total);
    grid_put_verdict(line, VERDICT, run, c, f.verdict, interrupted);
    return 0;
}

int table_print_run(const struct run *run, int interrupted)
{
    struct libscols_table *table = grid_new(FORMAT_TABLE, "run");
    int error = table ? grid_add_columns(table, run_columns, RUN_COLUMNS) : -ENOMEM;
    int lives = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        const struct run_case *c = &run->cases[i];
        lives |= c->live != 1;
        size_t variants = scenario_variants(&c->scenario->sizes[c->size]);
        for (size_t v = 1; !c->scenario->instances && v < variants && !error; v++)
            error = put_variant(table, run, c, v, interrupted);
    }
    if (!error && !lives)
        scols_column_set_flags(scols_table_get_column(table, LIVE), SCOLS_FL_HIDDEN);
    if (!error && scols_print_table(table) != 0)
        error = -EIO;
    if (table)
        scols_unref_table(table);
    if (!error)
        error = table_print_ladders(run);
    return error ? error : table_print_retained(run, interrupted);
}
