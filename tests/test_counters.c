/* SPDX-License-Identifier: MIT
 *
 * Without relying on a PMU: this machine may have one or none.
 */
#include "harness/counters.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <string.h>

Test(counters, knows_names_from_words)
{
    cr_expect_eq(counters_check("page-faults"), 0);
    cr_expect_eq(counters_check("cycles"), 0);
    cr_expect_eq(counters_check("no-such-event"), -ENOENT);
    for (size_t i = 0; i < counters_default.count; i++)
        cr_expect_eq(counters_check(counters_default.names[i]), 0, "%s", counters_default.names[i]);
}

Test(counters, what_is_missing_has_a_reason_and_no_value)
{
    struct counter_set set;
    struct counter_list list = counters_default;
    strcpy(list.names[list.count++], "no-such-event");
    cr_assert_eq(counters_open(&set, &list), 0);
    for (size_t i = 0; i < set.count; i++) {
        const struct counter *counter = &set.counters[i];
        struct counter_reading reading = { 0 };
        cr_expect_eq(counter->fd < 0, counter->reason[0] != '\0', "%s", list.names[i]);
        if (counter->fd < 0)
            cr_expect(isnan(counters_between(&set, i, 0, &reading, &reading)));
    }
    cr_expect_str_eq(set.counters[list.count - 1].reason, "event unknown to this CPU");
    counters_close(&set);
}

/* A software event needs no PMU, only permission. */
Test(counters, counts_page_faults_where_it_may)
{
    struct counter_set set;
    struct counter_list list = { .count = 1, .names = { "page-faults" } };
    struct counter_reading from, to;
    enum { PAGES = 64 };
    counters_open(&set, &list);
    if (set.counters[0].fd < 0) {
        cr_expect_gt(strlen(set.counters[0].reason), 0);
        return;
    }
    counters_select(&set, 0);
    counters_read(&set, 0, &from);
    char *memory = aligned_alloc(4096, PAGES * 4096);
    for (int i = 0; i < PAGES; i++)
        ((volatile char *) memory)[i * 4096] = 1;
    counters_read(&set, 0, &to);
    double faults = counters_between(&set, 0, 0, &from, &to);
    cr_expect(faults >= 1, "%g", faults);
    free(memory);
    counters_close(&set);
}

Test(counters, a_reading_that_was_multiplexed_is_refused)
{
    struct counter_set set = { .count = 1, .groups = 1, .counters = { { .fd = 9 } } };
    struct counter_reading from = { .enabled = 100, .running = 100, .values = { 5 } };
    struct counter_reading whole = { .enabled = 200, .running = 200, .values = { 12 } };
    struct counter_reading part = { .enabled = 200, .running = 150, .values = { 12 } };
    cr_expect_eq(counters_between(&set, 0, 0, &from, &whole), 7);
    cr_expect(isnan(counters_between(&set, 0, 0, &from, &part)));
    cr_expect(isnan(counters_between(&set, 0, 0, &from, &from)), "it never ran");
    cr_expect(isnan(counters_between(&set, 0, 1, &from, &whole)), "another group's");
}
