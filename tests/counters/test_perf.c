/* SPDX-License-Identifier: MIT
 *
 * Reading a counter through a page like the kernel's, and the texts for what the kernel
 * refuses.
 */
#include "harness/counters/perf.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static uint64_t hardware; /* what the counter's instruction reads */
static unsigned asked;
static struct perf_event_mmap_page *moving; /* changed by the kernel while we look */

static uint64_t read_counter(unsigned number)
{
    asked = number;
    if (moving) {
        moving->offset += 1000;
        moving->lock++;
        moving = NULL;
    }
    return hardware;
}

static void replace(void)
{
    perf_kernel.counter = read_counter;
}

TestSuite(perf, .init = replace);

static struct perf_event_mmap_page active(void)
{
    struct perf_event_mmap_page page = { .index = 3, .offset = 5000, .pmc_width = 48 };
    page.cap_user_rdpmc = 1;
    page.time_enabled = 900;
    page.time_running = 900;
    return page;
}

Test(perf, a_page_gives_offset_plus_counter)
{
    struct perf_event_mmap_page page = active();
    uint64_t value, lost;
    hardware = 42;
    cr_assert_eq(perf_read_page(&page, &value, &lost), 0);
    cr_expect_eq(value, 5042);
    cr_expect_eq(lost, 0);
    cr_expect_eq(asked, 2, "the index is one more than the counter's number");
}

/* A counter starts below zero so that it overflows in time. Its value is sign-extended. */
Test(perf, the_counter_is_a_signed_number_of_its_width)
{
    struct perf_event_mmap_page page = active();
    uint64_t value, lost;
    hardware = (UINT64_C(1) << 48) - 8;
    cr_assert_eq(perf_read_page(&page, &value, &lost), 0);
    cr_expect_eq(value, 4992);
}

Test(perf, a_page_that_changes_meanwhile_is_read_again)
{
    struct perf_event_mmap_page page = active();
    uint64_t value, lost;
    hardware = 1;
    moving = &page;
    cr_assert_eq(perf_read_page(&page, &value, &lost), 0);
    cr_expect_eq(value, 6001);
}

Test(perf, what_may_not_be_read_or_is_not_on_the_pmu_gives_nothing)
{
    struct perf_event_mmap_page page = active();
    uint64_t value, lost;
    cr_expect_eq(perf_read_page(NULL, &value, &lost), -EAGAIN);
    page.index = 0;
    cr_expect_eq(perf_read_page(&page, &value, &lost), -EAGAIN);
    page = active();
    page.cap_user_rdpmc = 0;
    cr_expect_eq(perf_read_page(&page, &value, &lost), -EAGAIN);
    page = active();
    page.time_running = 700;
    cr_expect_eq(perf_read_page(&page, &value, &lost), 0);
    cr_expect_eq(lost, 200);
    perf_kernel.counter = NULL;
    cr_expect_eq(perf_read_page(&page, &value, &lost), -EAGAIN, "no instruction known");
}

static const char *words_for(int error, unsigned type, const struct pmu *pmu)
{
    static char text[128];
    struct perf_event_attr attr = { .type = type };
    perf_explain(error, &attr, pmu, text, sizeof text);
    return text;
}

Test(perf, every_refusal_has_plain_words)
{
    struct pmu none = { .kinds = 0 }, others = { .kinds = 1 }, here = { "cpu", 4, 1, 0 };
    cr_expect_str_eq(words_for(ENOENT, PERF_TYPE_HARDWARE, &none),
                     "no PMU: this machine offers no hardware counters");
    cr_expect(strstr(words_for(ENOENT, PERF_TYPE_RAW, &others), "this kind of core"));
    cr_expect_str_eq(words_for(ENOENT, PERF_TYPE_HW_CACHE, &here), "event unknown to this CPU");
    cr_expect_str_eq(words_for(ENOENT, PERF_TYPE_SOFTWARE, &none), "event unknown to this CPU");
    cr_expect(strstr(words_for(EMFILE, PERF_TYPE_SOFTWARE, &here), "perf_event_open: "));
    const char *forbidden = words_for(EACCES, PERF_TYPE_HARDWARE, &none);
    cr_expect(strstr(forbidden, "perf_event_paranoid="), "%s", forbidden);
}
