/* SPDX-License-Identifier: MIT */
#include "grid.h"
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINES_MOST = 40 }; /* more than a screen of steps helps nobody */

enum { SCENARIO, SIZE, LIVE, ALLOCATOR, STACK, REUSED, BUMP, LIFO, HEAP, COST, COLUMNS };

static const struct grid_column columns[COLUMNS] = {
    [SCENARIO] = { "where the cost goes", 0 }, [SIZE] = { "size", SCOLS_FL_RIGHT },
    [LIVE] = { "live", SCOLS_FL_RIGHT },       [ALLOCATOR] = { "allocator", 0 },
    [STACK] = { "stack ns", SCOLS_FL_RIGHT },  [REUSED] = { "reused", SCOLS_FL_RIGHT },
    [BUMP] = { "bump", SCOLS_FL_RIGHT },       [LIFO] = { "lifo", SCOLS_FL_RIGHT },
    [HEAP] = { "heap", SCOLS_FL_RIGHT },       [COST] = { "cost ns", SCOLS_FL_RIGHT },
};

static int has_ladder(const struct run_case *c)
{
    return c->ladder.steps < c->ladder.compared_count;
}

static void put_delta(struct libscols_line *line, size_t column, const struct figure *f)
{
    if (isnan(f->delta.centre))
        return;
    if (isnan(f->delta.low))
        grid_put(line, column, "%+.2f", f->delta.centre);
    else
        grid_put(line, column, "%+.*f ±%.*f", grid_decimals((f->delta.high - f->delta.low) / 2),
                 f->delta.centre, grid_decimals((f->delta.high - f->delta.low) / 2),
                 (f->delta.high - f->delta.low) / 2);
}

/* The column of a rung: the one with its name. */
static size_t column_of(const char *rung)
{
    size_t column = REUSED;
    while (column < HEAP && strcmp(columns[column].name, rung) != 0)
        column++;
    return column;
}

static int put_case(struct libscols_table *table, const struct run *run, const struct run_case *c)
{
    const struct ladder *l = &c->ladder;
    const struct rungs_compared whole = { l->heap, 0 };
    struct libscols_line *line = scols_table_new_line(table, NULL);
    struct figure cost = run_time(run, c, &whole);
    char text[32];
    if (!line)
        return -ENOMEM;
    grid_put(line, SCENARIO, "%s", c->scenario->name);
    grid_put(line, SIZE, "%s", grid_size(c->scenario->sizes[c->size].bytes, text, sizeof text));
    grid_put(line, LIVE, "%u", c->live);
    grid_put(line, ALLOCATOR, "%s", c->allocator->name);
    if (!isnan(cost.baseline))
        grid_put(line, STACK, "%.2f", cost.baseline);
    put_delta(line, COST, &cost);
    for (size_t k = l->steps; k < l->compared_count; k++) {
        struct figure step = run_time(run, c, &l->compared[k]);
        put_delta(line, column_of(l->rungs[l->compared[k].variant].name), &step);
    }
    return 0;
}

static int fill(struct libscols_table *table, const struct run *run)
{
    int error = grid_add_columns(table, columns, COLUMNS), lives = 0, several = 0;
    for (size_t i = 0; i < run->case_count && !error; i++) {
        if (!has_ladder(&run->cases[i]))
            continue;
        error = put_case(table, run, &run->cases[i]);
        lives |= run->cases[i].live != 1;
        several |= run->cases[i].live > 1;
    }
    if (!error && !lives)
        scols_column_set_flags(scols_table_get_column(table, LIVE), SCOLS_FL_HIDDEN);
    if (!error && !several)
        scols_column_set_flags(scols_table_get_column(table, LIFO), SCOLS_FL_HIDDEN);
    return error;
}

int table_print_ladders(const struct run *run)
{
    size_t ladders = 0;
    for (size_t i = 0; i < run->case_count; i++)
        ladders += has_ladder(&run->cases[i]);
    if (ladders == 0)
        return 0;
    if (ladders > LINES_MOST) {
        printf("\nWhere the cost of each of %zu cases goes is in comparison.csv (variants reused, "
               "bump, lifo);\nname up to %d of them to see it here.\n",
               ladders, LINES_MOST);
        return 0;
    }
    struct libscols_table *table = grid_new(FORMAT_TABLE, "ladders");
    int error = table ? fill(table, run) : -ENOMEM;
    if (!error) {
        putchar('\n');
        error = scols_print_table(table) == 0 ? 0 : -EIO;
    }
    if (table)
        scols_unref_table(table);
    return error;
}
