/* SPDX-License-Identifier: MIT */
#include "harness/figures/metric.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(metric, names_are_unique_and_have_units)
{
    for (size_t i = 0; i < metric_count; i++) {
        cr_expect_neq(strchr(metric_table[i].unit, '/'), NULL, "row %zu", i);
        for (size_t k = 0; k < i && metric_table[i].name; k++)
            cr_expect(!metric_table[k].name ||
                          strcmp(metric_table[k].name, metric_table[i].name) != 0,
                      "%s twice", metric_table[i].name);
    }
}

Test(metric, any_other_name_is_a_counter_s)
{
    const struct metric *counter = metric_find("L1-dcache-load-misses");
    cr_expect_eq(counter->name, NULL);
    cr_expect_eq(counter->source, METRIC_COUNTER);
    cr_expect_str_eq(counter->unit, "1/op");
    cr_expect_eq(metric_find("allocs")->source, METRIC_TALLY);
    cr_expect(metric_is_time("time"));
    cr_expect_not(metric_is_time("time-p10"), "a quantile is not compared turn by turn");
}

/* The metrics that an address layout shifts have a prior in compare. */
Test(metric, layout_shifts_times_and_cycles_only)
{
    cr_expect(metric_find("time")->is_layout_bound);
    cr_expect(metric_find("cycles")->is_layout_bound);
    cr_expect_not(metric_find("instructions")->is_layout_bound);
    cr_expect_not(metric_find("callgrind-instructions")->is_layout_bound);
}

Test(metric, executed_counts_travel_and_modelled_ones_do_not)
{
    cr_expect(metric_find("callgrind-instructions")->is_portable);
    cr_expect_not(metric_find("callgrind-LL-misses")->is_portable);
    cr_expect_not(metric_find("usable-bytes")->is_portable, "that is the allocator's choice");
    cr_expect_gt(metric_find("callgrind-LL-misses")->slack, 0);
    cr_expect_eq(metric_find("callgrind-branches")->slack, 0);
}

/* results/README.md describes every row for readers of the CSV. */
Test(metric, is_described)
{
    static char text[1 << 16];
    FILE *file = fopen(SOURCE_DIR "/results/README.md", "re");
    cr_assert_neq(file, NULL);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < metric_count; i++) {
        const char *name = metric_table[i].name ? metric_table[i].name : "instructions";
        const char *end = strncmp(name, "callgrind", 9) == 0 ? name + 9 : name;
        cr_expect_neq(strstr(text, end), NULL, "results/README.md does not describe %s", name);
    }
}
