/* SPDX-License-Identifier: MIT */
#include "samples.h"

#include "harness/figures/columns.h"
#include "harness/subject/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Puts a reading of a clock or counter, with ten digits, which is more than any of them
 * has. */
static void put_reading(struct csv_row *row, double number)
{
    csv_number_within(row, number, 1e-10 * fabs(number));
}

static void put_names(struct csv_row *row, const char *variant, const struct counter_list *counters)
{
    char name[2 * COUNTER_NAME_MAX];
    snprintf(name, sizeof name, "%s_ops", variant);
    csv_text(row, name);
    snprintf(name, sizeof name, "%s_ns", variant);
    csv_text(row, name);
    for (size_t i = 0; i < counters->count; i++) {
        snprintf(name, sizeof name, "%s_%s", variant, counters->names[i]);
        csv_text(row, name);
    }
}

void samples_header(struct csv_row *row, const struct counter_list *counters)
{
    csv_start(row);
    for (size_t i = 0; samples_columns[i]; i++)
        csv_text(row, samples_columns[i]);
    for (size_t v = 0; timed_variants[v]; v++)
        put_names(row, timed_variants[v], counters);
    csv_end(row);
}

/* Puts the order of the batches, such as ABBA with A for the first variant, and each
 * batch's ns. */
static void put_batches(struct csv_row *row, const struct turn *turn)
{
    char order[BATCHES_MAX + 1] = "", ns[BATCHES_MAX * 21] = "";
    size_t at = 0;
    for (size_t i = 0; i < turn->taken; i++) {
        order[i] = (char) ('A' + turn->order[i]);
        at += (size_t) snprintf(ns + at, sizeof ns - at, i ? " %llu" : "%llu",
                                (unsigned long long) turn->batch_ns[i]);
    }
    csv_text(row, order);
    csv_text(row, turn->group < 0 ? ns : NULL);
}

/* The index of the variant with that name; -1: it is not measured. */
static int find_variant(const struct ladder *ladder, const char *name)
{
    for (size_t v = 0; v < ladder->count; v++)
        if (strcmp(ladder->rungs[v].name, name) == 0)
            return (int) v;
    return -1;
}

static void put_variant(struct csv_row *row, const struct samples_context *c,
                        const struct turn *turn, int v)
{
    if (v < 0)
        csv_text(row, NULL);
    else
        csv_integer(row, c->facts->ops[v]);
    put_reading(row, v < 0 || turn->group != GROUP_TIMED
                         ? NAN
                         : turn_time(turn, (size_t) v, c->facts, c->quiet_state));
    for (size_t i = 0; i < c->counters->count; i++)
        put_reading(row, v < 0 || turn->group < 0 ? NAN : turn->counts[v][i]);
}

/* Whether the runtime says for how long collections stop the operations (a Go lane). */
static int has_pauses(const struct sampling_facts *facts)
{
    return facts->collecting && !isnan(facts->crossing_ns);
}

void samples_row(struct csv_row *row, const struct samples_context *c, const struct turn *turn)
{
    csv_start(row);
    csv_text(row, c->scenario->name);
    csv_text(row, c->scenario->origin);
    csv_integer(row, c->size_bytes);
    csv_integer(row, c->live);
    csv_text(row, c->allocator);
    csv_integer(row, c->worker);
    csv_integer(row, turn->index);
    csv_integer(row, turn->fate == TURN_KEPT);
    csv_text(row, turn->fate == TURN_KEPT ? NULL : turn_fate_name(turn->fate));
    put_batches(row, turn);
    csv_integer(row, c->facts->clock_cost_ns);
    put_reading(row, turn->before.cycle_ns);
    put_reading(row, turn->after.cycle_ns);
    put_reading(row, turn->before.cycles_per_slot);
    put_reading(row, turn->after.cycles_per_slot);
    put_reading(row, turn->within.cycles_per_slot);
    put_reading(row, c->quiet_state->cycle_ns);
    put_reading(row, c->quiet_state->cycles_per_slot);
    csv_integer(row, turn->offset);
    if (turn->group == GROUP_WALK)
        csv_text(row, "walk");
    else
        csv_number(row, turn->group < 0 ? NAN : turn->group);
    csv_number(row, c->facts->collecting ? turn->collections : NAN);
    csv_integer(row, turn->pu);
    csv_integer(row, turn->tries);
    csv_integer(row, c->layout);
    csv_number(row, has_pauses(c->facts) ? (double) turn->pauses_ns : NAN);
    put_reading(row, c->facts->crossing_ns);
    for (size_t v = 0; timed_variants[v]; v++)
        put_variant(row, c, turn, find_variant(c->ladder, timed_variants[v]));
    csv_end(row);
}
