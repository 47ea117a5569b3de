/* SPDX-License-Identifier: MIT
 *
 * Opening, grouping and refusing against a scripted kernel with a small PMU;
 * and against this machine's own, which may have a PMU or none.
 */
#include "harness/counters/counters.h"
#include "harness/counters/perf.h"
#include "tests/support/shell.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS = 64, FIRST_FD = 1000, STEP_NS = 10 };

/* A scripted kernel: what each event is, and a clock that moves at each reading. */
static struct fake_event {
    int leader, open, on;
    struct perf_event_attr attr;
    uint64_t value;
    struct perf_event_mmap_page page;
} events[EVENTS];
static int event_count;
static uint64_t times[EVENTS][2]; /* enabled and running, for leaders */

static int accepted;       /* hardware events that a group may have at open */
static int slots;          /* ... to be on the PMU */
static int shared;         /* another user takes half of the time */
static int user_space;     /* pages may be read */
static uint64_t dead = 99; /* the config that counts nothing */
static int open_error;     /* what every open says */
static int generic_only;   /* knows no PMU in a generic event */

static int members(int leader)
{
    int n = 0;
    for (int e = 0; e < event_count; e++)
        n += events[e].open && events[e].leader == leader &&
             events[e].attr.type != PERF_TYPE_SOFTWARE;
    return n;
}

static int fake_open(struct perf_event_attr *attr, int cpu, int leader)
{
    int me = event_count, group = leader < 0 ? me : leader - FIRST_FD;
    cr_expect_geq(cpu, 0);
    if (open_error)
        return -open_error;
    if (generic_only && attr->config >> 32)
        return -ENOENT;
    if (attr->type != PERF_TYPE_SOFTWARE && leader >= 0 && members(group) + 1 > accepted)
        return -EINVAL;
    events[event_count++] = (struct fake_event){ .leader = group, .open = 1, .attr = *attr };
    return FIRST_FD + me;
}

/* Lets time pass: an enabled event on the PMU counts config + 1 in each ns. */
static void tick(void)
{
    for (int e = 0; e < event_count; e++) {
        int leader = events[e].leader;
        int fits = members(leader) <= slots;
        if (!events[leader].on || !events[e].open)
            continue;
        if (e == leader) {
            times[e][0] += STEP_NS;
            times[e][1] += fits ? STEP_NS / (1 + (uint64_t) shared) : 0;
        }
        if (fits && events[e].attr.config != dead)
            events[e].value += ((events[e].attr.config & UINT32_MAX) + 1) * STEP_NS;
        events[e].page.index = user_space && fits;
        events[e].page.cap_user_rdpmc = user_space != 0;
        events[e].page.pmc_width = 64;
        events[e].page.offset = (int64_t) events[e].value;
        events[e].page.time_enabled = times[leader][0];
        events[e].page.time_running = times[leader][1];
    }
}

static int fake_control(int fd, unsigned long request)
{
    events[fd - FIRST_FD].on = request == PERF_EVENT_IOC_ENABLE;
    tick();
    return 0;
}

static int fake_read(int fd, uint64_t *buffer, size_t bytes)
{
    int leader = fd - FIRST_FD;
    size_t n = 0;
    tick();
    buffer[1] = times[leader][0];
    buffer[2] = times[leader][1];
    for (int e = 0; e < event_count; e++)
        if (events[e].open && events[e].leader == leader)
            buffer[3 + n++] = events[e].value;
    buffer[0] = n;
    cr_assert_leq((3 + n) * 8, bytes);
    return (int) ((3 + n) * 8);
}

static struct perf_event_mmap_page *fake_map(int fd)
{
    return &events[fd - FIRST_FD].page;
}

static void fake_unmap(struct perf_event_mmap_page *page)
{
    page->index = 0;
}

static void fake_close(int fd)
{
    events[fd - FIRST_FD].open = 0;
}

static uint64_t fake_counter(unsigned number)
{
    (void) number;
    return 0;
}

static void replace(void)
{
    perf_kernel = (struct perf_kernel){ fake_open,  fake_control, fake_read,   fake_map,
                                        fake_unmap, fake_close,   fake_counter };
    accepted = slots = 4;
}

static struct counter_list list_of(size_t n, const char *const *names)
{
    struct counter_list list = { .count = n };
    for (size_t i = 0; i < n; i++)
        strcpy(list.names[i], names[i]);
    return list;
}

static void open_list(struct counter_set *set, const struct counter_list *list)
{
    struct counter_plan plan;
    counters_plan(list, 0, &plan);
    counters_open(set, &plan);
}

/* What counter `i` counts while its group is selected for two steps. */
static double count(struct counter_set *set, size_t i)
{
    struct counter_reading from, to;
    int group = set->counters[i].group;
    counters_select(set, group);
    counters_read(set, group, &from);
    tick();
    counters_read(set, group, &to);
    return counters_between(set, i, group, &from, &to);
}

static const char *const seven[] = { "cycles",        "instructions", "page-faults", "branches",
                                     "branch-misses", "cache-misses", "bus-cycles" };

TestSuite(scripted, .init = replace);

Test(scripted, groups_fit_the_pmu_and_software_stays_apart)
{
    struct counter_set set;
    struct counter_list list = list_of(7, seven);
    static const int groups[] = { 0, 0, 1, 0, 0, 2, 2 };
    open_list(&set, &list);
    cr_expect_eq(set.groups, 3);
    for (size_t i = 0; i < 7; i++) {
        cr_expect_eq(set.counters[i].group, groups[i], "%s", seven[i]);
        cr_expect_str_empty(set.counters[i].reason);
    }
    counters_close(&set);
}

Test(scripted, every_group_counts_its_own_events)
{
    struct counter_set set;
    struct counter_list list = list_of(7, seven);
    open_list(&set, &list);
    for (size_t i = 0; i < 7; i++) {
        double rate = (double) set.counters[i].event.attr.config + 1;
        double got = count(&set, i);
        cr_expect_eq(got, 2 * STEP_NS * rate, "%s: %g", seven[i], got);
    }
    counters_close(&set);
}

/* A trial decides whether a group counts, not whether it can be opened: a watchdog may hold a
 * counter without the kernel saying so. */
Test(scripted, a_group_that_is_never_scheduled_is_split)
{
    struct counter_set set;
    struct counter_list list = list_of(7, seven);
    slots = 2;
    open_list(&set, &list);
    cr_expect_eq(set.groups, 4);
    for (size_t i = 0; i < 7; i++) {
        cr_expect_leq(set.group[set.counters[i].group].size, 2);
        cr_expect(count(&set, i) > 0, "%s", seven[i]);
    }
    counters_close(&set);
}

Test(scripted, without_any_free_counter_there_is_a_reason)
{
    struct counter_set set;
    struct counter_list list = list_of(3, seven);
    slots = 0;
    open_list(&set, &list);
    cr_expect_str_eq(set.counters[0].reason, "never on the PMU: others hold its counters");
    cr_expect_eq(set.counters[0].fd, -1);
    cr_expect(isnan(count(&set, 0)));
    cr_expect_str_empty(set.counters[2].reason, "page-faults need no PMU");
    counters_close(&set);
    for (int e = 0; e < event_count; e++)
        cr_expect(!events[e].open, "event %d was left open", e);
}

Test(scripted, an_event_that_counts_nothing_is_not_a_zero)
{
    struct counter_set set;
    struct counter_list list = list_of(2, seven);
    dead = PERF_COUNT_HW_INSTRUCTIONS;
    open_list(&set, &list);
    cr_expect_str_eq(set.counters[1].reason,
                     "counts nothing on this machine: 0 for a loop that ran");
    cr_expect(isnan(count(&set, 1)));
    cr_expect(count(&set, 0) > 0);
    counters_close(&set);
}

Test(scripted, a_rare_event_may_read_zero)
{
    struct counter_set set;
    struct counter_list list = list_of(1, seven + 4);
    dead = PERF_COUNT_HW_BRANCH_MISSES;
    open_list(&set, &list);
    cr_expect_str_empty(set.counters[0].reason);
    cr_expect_eq(count(&set, 0), 0);
    counters_close(&set);
}

Test(scripted, a_multiplexed_reading_is_refused)
{
    struct counter_set set;
    struct counter_list list = list_of(1, seven);
    for (user_space = 0; user_space < 2; user_space++) {
        shared = 0;
        open_list(&set, &list);
        cr_expect_eq(set.group[0].by_page, user_space);
        cr_expect(count(&set, 0) > 0);
        shared = 1;
        cr_expect(isnan(count(&set, 0)), "user space %d", user_space);
        counters_close(&set);
    }
}

Test(scripted, a_group_that_is_not_enabled_gives_no_value)
{
    struct counter_set set;
    struct counter_list list = list_of(1, seven);
    struct counter_reading from, to;
    open_list(&set, &list);
    counters_select(&set, -1);
    counters_read(&set, 0, &from);
    counters_read(&set, 0, &to);
    cr_expect(isnan(counters_between(&set, 0, 0, &from, &to)));
    counters_read(&set, 5, &to);
    cr_expect(isnan(counters_between(&set, 0, 5, &to, &to)), "no such group");
    counters_close(&set);
}

Test(scripted, what_open_says_becomes_the_reason)
{
    struct counter_set set;
    struct counter_list list = list_of(1, seven);
    struct counter_facts facts;
    open_error = EACCES;
    open_list(&set, &list);
    cr_expect(strstr(set.counters[0].reason, "perf_event_paranoid="));
    counters_describe(&set, &facts);
    cr_expect_eq(facts.groups, 0);
    cr_expect_eq(facts.counter[0].group, -1);
    counters_close(&set);
}

Test(scripted, facts_tell_groups_and_the_cost_of_reading)
{
    struct counter_set set;
    struct counter_list list = list_of(7, seven);
    struct counter_facts facts;
    open_list(&set, &list);
    counters_describe(&set, &facts);
    cr_expect_eq(facts.groups, 3);
    cr_expect_eq(facts.counter[1].group, 0);
    cr_expect(facts.counter[1].steady && !facts.counter[0].steady);
    cr_expect_eq(facts.counter[1].read_cost, STEP_NS * (PERF_COUNT_HW_INSTRUCTIONS + 1.0));
    counters_close(&set);
}

/* Two PMUs, this CPU in the second. */
Test(scripted, events_go_to_the_pmu_of_the_core)
{
    char root[SCRATCH_MAX], command[256];
    struct counter_set set;
    struct counter_list list = list_of(2, seven);
    scratch_make(root);
    pmu_devices = root;
    snprintf(command, sizeof command,
             "cd %s && mkdir big little && echo 8 >big/type && echo 4095 >big/cpus &&"
             "echo 9 >little/type && echo 0-4094 >little/cpus",
             root);
    cr_assert_eq(system(command), 0);
    for (generic_only = 0; generic_only < 2; generic_only++) {
        open_list(&set, &list);
        cr_expect_str_eq(set.pmu.name, "little");
        cr_expect_eq(set.counters[0].event.attr.config >> 32, generic_only ? 0 : 9);
        cr_expect(count(&set, 0) > 0);
        counters_close(&set);
    }
    scratch_remove(root);
}

/* ---- this machine ---- */

Test(counters, what_is_missing_has_a_reason_and_no_value)
{
    struct counter_set set;
    struct counter_list list = counters_default;
    strcpy(list.names[list.count++], "no-such-event");
    open_list(&set, &list);
    for (size_t i = 0; i < set.count; i++) {
        const struct counter *counter = &set.counters[i];
        struct counter_reading reading = { .good = 1 };
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
    open_list(&set, &list);
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
