/* SPDX-License-Identifier: MIT */
#include "harness/run/samples.h"
#include "scenarios/index.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static size_t cells(const struct csv_row *row)
{
    size_t n = 1;
    for (size_t i = 0; i < row->length; i++)
        n += row->text[i] == ',';
    return n;
}

static struct samples_context context_of(const struct counter_list *counters)
{
    static const struct sampling_facts facts = { .ops = { 1000, 200, 300, 400 },
                                                 .clock_cost_ns = 20,
                                                 .crossing_ns = NAN };
    static const struct quiet_state quiet = { 0.5, 0.2 };
    static struct ladder ladder;
    ladder_of(&scenario_return_pointer, 0, 1, &ladder);
    return (struct samples_context){
        .scenario = &scenario_return_pointer,
        .size_bytes = 8,
        .ladder = &ladder,
        .live = 1,
        .allocator = "glibc",
        .worker = 3,
        .layout = 7,
        .counters = counters,
        .facts = &facts,
        .quiet_state = &quiet,
    };
}

static struct csv_row row_of(const struct turn *turn, const struct counter_list *counters)
{
    static struct csv_row row;
    struct samples_context context = context_of(counters);
    samples_row(&row, &context, turn);
    row.text[row.length] = '\0';
    return row;
}

static const struct turn timed = {
    .index = 7,
    .pu = 5,
    .group = -1,
    .before = { 0.5, 0.2 },
    .after = { 0.5, 0.2 },
    .within = { 0.5, 0.21 },
    .tries = 1,
    .batches = 4,
    .taken = 4,
    .order = { 1, 0, 0, 1 },
    .batch_ns = { 2020, 1020, 1020, 2020 },
};

Test(samples, header_and_rows_have_the_same_cells)
{
    struct csv_row header, row = row_of(&timed, &counters_default);
    samples_header(&header, &counters_default);
    cr_expect_eq(cells(&header), cells(&row));
    cr_expect_not(header.overflow);
}

Test(samples, a_timed_turn_tells_all_that_was_read)
{
    struct counter_list none = { 0 };
    struct csv_row row = row_of(&timed, &none);
    cr_expect_str_eq(
        row.text,
        "return_pointer,P1,8,1,glibc,3,7,1,,BAAB,2020 1020 1020 2020,20,"
        "0.5,0.5,0.2,0.2,0.21,0.5,0.2,0,,,5,1,7,,,1000,1,200,10,,,,,,,,,,,300,,400,,,,,,,\n");
}

Test(samples, a_turn_that_ended_early_tells_how_far_it_came)
{
    struct counter_list none = { 0 };
    struct turn turn = timed;
    turn.fate = TURN_INTERFERENCE;
    turn.tries = 9;
    turn.taken = 1;
    struct csv_row row = row_of(&turn, &none);
    cr_expect_not_null(strstr(row.text, ",7,0,interference,B,2020,20,"), "%s", row.text);
    cr_expect_not_null(strstr(row.text, ",0,,,5,9,7,,,1000,,200,10,"), "%s", row.text);
}

Test(samples, a_counting_turn_has_counts_and_no_times)
{
    struct counter_list one = { .count = 1, .names = { "cycles" } };
    struct turn turn = timed;
    turn.group = 0;
    turn.fate = TURN_PREEMPTED;
    turn.counts[0][0] = 4.5;
    turn.counts[1][0] = NAN;
    struct csv_row row = row_of(&turn, &one);
    cr_expect_not_null(strstr(row.text, ",7,0,preempted,BAAB,"));
    cr_expect_not_null(strstr(row.text, ",0,0,,5,1,7,,,1000,,4.5,200,,,,,,"), "%s", row.text);
}

/* Of a Go lane. */
Test(samples, a_turn_with_collections_tells_of_pauses_and_the_crossing)
{
    struct csv_row row;
    struct counter_list none = { 0 };
    struct turn turn = timed;
    struct samples_context context = context_of(&none);
    struct sampling_facts facts = *context.facts;
    facts.collecting = 1;
    facts.crossing_ns = 150.5;
    context.facts = &facts;
    turn.collections = 2;
    turn.pauses_ns = 31000;
    samples_row(&row, &context, &turn);
    row.text[row.length] = '\0';
    cr_expect_not_null(strstr(row.text, ",0,,2,5,1,7,31000,150.5,1000,"), "%s", row.text);
}
