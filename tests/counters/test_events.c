/* SPDX-License-Identifier: MIT
 *
 * Names, on any machine: the generic events that libpfm4 knows everywhere, and
 * on x86 those of a CPU that libpfm4 is told to take this one for.
 */
#include "harness/counters/counters.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct pmu one = { "cpu", 4, 1, 0 }, kind = { "cpu_atom", 10, 2, 0 };

Test(events, knows_names_from_words)
{
    struct event event;
    cr_expect_eq(event_encode("no-such-event", &one, &event), -ENOENT);
    cr_expect_eq(event_encode("cycles:nonsense", &one, &event), -ENOENT);
    for (size_t i = 0; i < counters_default.count; i++)
        cr_expect_eq(event_encode(counters_default.names[i], &one, &event), 0, "%s",
                     counters_default.names[i]);
}

Test(events, encodes_as_the_kernel_documents)
{
    static const struct {
        const char *name;
        unsigned type;
        uint64_t config;
    } known[] = {
        { "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
        { "perf::instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
        { "REF-CYCLES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES },
        { "L1-dcache-load-misses", PERF_TYPE_HW_CACHE,
          PERF_COUNT_HW_CACHE_L1D | PERF_COUNT_HW_CACHE_OP_READ << 8 |
              PERF_COUNT_HW_CACHE_RESULT_MISS << 16 },
        { "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
        { "perf_raw::r0108", PERF_TYPE_RAW, 0x108 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct event event;
        cr_assert_eq(event_encode(known[i].name, &one, &event), 0, "%s", known[i].name);
        cr_expect_eq(event.attr.type, known[i].type, "%s", known[i].name);
        cr_expect_eq(event.attr.config, known[i].config, "%s", known[i].name);
    }
}

Test(events, counts_user_space_unless_told_otherwise)
{
    static const struct {
        const char *name;
        int user, kernel;
    } modes[] = {
        { "cycles", 1, 0 },
        { "cycles:u", 1, 0 },
        { "cycles:k", 0, 1 },
        { "cycles:u:k", 1, 1 },
        { "L1-dcache-loads:k", 0, 1 },
        { "context-switches", 1, 1 },
        { "context-switches:u", 1, 0 },
        { "page-faults", 1, 0 },
    };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct event event;
        cr_assert_eq(event_encode(modes[i].name, NULL, &event), 0, "%s", modes[i].name);
        cr_expect_eq(!event.attr.exclude_user, modes[i].user, "%s", modes[i].name);
        cr_expect_eq(!event.attr.exclude_kernel, modes[i].kernel, "%s", modes[i].name);
        cr_expect(event.attr.exclude_hv, "%s", modes[i].name);
    }
}

/* If cores are of several kinds, an event without a PMU counts nothing on cores of other
 * kinds. */
Test(events, names_the_pmu_of_the_core_kind)
{
    struct event event;
    event_encode("instructions", &kind, &event);
    cr_expect_eq(event.attr.type, PERF_TYPE_HARDWARE);
    cr_expect_eq(event.attr.config, UINT64_C(10) << 32 | PERF_COUNT_HW_INSTRUCTIONS);
    event_encode("perf_raw::rc0", &kind, &event);
    cr_expect_eq(event.attr.type, 10);
    cr_expect_eq(event.attr.config, 0xc0);
    event_encode("page-faults", &kind, &event);
    cr_expect_eq(event.attr.type, PERF_TYPE_SOFTWARE);
    cr_expect_eq(event.attr.config, PERF_COUNT_SW_PAGE_FAULTS);
}

Test(events, knows_what_cannot_be_zero_and_what_interference_cannot_change)
{
    static const struct {
        const char *name;
        int certain, steady, software;
    } kinds[] = {
        { "instructions", 1, 1, 0 },     { "branches:u", 1, 1, 0 },
        { "instructions:u:k", 1, 0, 0 }, { "instructions:k", 0, 0, 0 },
        { "cycles", 1, 0, 0 },           { "ref-cycles", 1, 0, 0 },
        { "cache-misses", 0, 0, 0 },     { "L1-dcache-loads", 1, 0, 0 },
        { "page-faults", 0, 1, 1 },      { "context-switches", 0, 0, 1 },
        { "task-clock", 0, 0, 1 },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct event event;
        cr_assert_eq(event_encode(kinds[i].name, &kind, &event), 0, "%s", kinds[i].name);
        cr_expect_eq(event.certain, kinds[i].certain, "%s", kinds[i].name);
        cr_expect_eq(event.steady, kinds[i].steady, "%s", kinds[i].name);
        cr_expect_eq(event.software, kinds[i].software, "%s", kinds[i].name);
    }
}

static const char *refusal_of(const char *name)
{
    static char text[512];
    event_refusal(name, text, sizeof text);
    return text;
}

Test(events, a_refusal_offers_the_nearest_names)
{
    cr_expect_str_eq(refusal_of("cyles"), "unknown event 'cyles'; nearest: cycles, cs");
    cr_expect(strstr(refusal_of("L1-dcache-load-mises:u"), "nearest: l1-dcache-load-misses"));
    cr_expect(strstr(refusal_of("cycles:uu"),
                     "event 'cycles' has no mask or modifier 'uu'; nearest: u, k, "));
    cr_expect(strstr(refusal_of(""), "unknown event ''"));
    char name[COUNTER_NAME_MAX];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    cr_expect(strstr(refusal_of(name), "unknown event 'xxx"));
}

#ifdef __x86_64__
static void pretend_skylake(void)
{
    setenv("LIBPFM_FORCE_PMU", "skl", 1);
}

/* The encodings are those of Intel's manual, volume 3B, 19: event 0xd1, mask
 * 1, a counter mask of 2; and 0xc0, mask 0. */
Test(events, raw_events_with_masks_and_modifiers, .init = pretend_skylake)
{
    struct event event;
    cr_assert_eq(event_encode("MEM_LOAD_RETIRED:L1_HIT:c=2:u", &one, &event), 0);
    cr_expect_eq(event.attr.type, PERF_TYPE_RAW);
    cr_expect_eq(event.attr.config & 0xff00ffff, 0x020001d1);
    cr_assert_eq(event_encode("skl::INST_RETIRED:ANY_P", &one, &event), 0);
    cr_expect_eq(event.attr.config & 0xffff, 0xc0);
    cr_expect(event.certain && event.steady && event.attr.exclude_kernel);
    cr_expect(strstr(refusal_of("INST_RETIRD:ANY_P"), "nearest: INST_RETIRED"));
    cr_expect_str_eq(refusal_of("CPU_CLK_UNHALTED.THREAD"), /* the dot, too */
                     refusal_of("CPU_CLK_UNHALTED:THREAD"));
    cr_expect(strstr(refusal_of("CPU_CLK_UNHALTED.THREAD"),
                     "no mask or modifier 'THREAD'; nearest: "
                     "THREAD_P"),
              "%s", refusal_of("CPU_CLK_UNHALTED.THREAD"));
    cr_expect(strstr(refusal_of("hsw::INST_RETIRED:ANY_P"),
                     "the PMU 'hsw' (Intel Haswell) is not on this machine; here are: "),
              "%s", refusal_of("hsw::INST_RETIRED:ANY_P"));
    cr_expect(
        strstr(refusal_of("nosuchpmu::INST_RETIRED"), "no PMU is called 'nosuchpmu'; here are: "),
        "%s", refusal_of("nosuchpmu::INST_RETIRED"));
    cr_expect(strstr(refusal_of("skl::INST_RETIRD"), "nearest: INST_RETIRED"));
    cr_expect(strstr(refusal_of("INST_RETIRED:ANYP"),
                     "'INST_RETIRED' has no mask or modifier 'ANYP'; nearest: ANY_P"));
}
#endif

Test(events, a_microarchitecture_is_named_as_people_do)
{
    static const struct {
        const char *description, *name;
    } known[] = { { "AMD64 Fam19h Zen3", "Zen 3" },
                  { "AMD64 Fam17h Zen2", "Zen 2" },
                  { "Intel Skylake X", "Skylake X" },
                  { "ARM Neoverse N1", "Neoverse N1" },
                  { "Power9", "Power9" } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char name[64];
        event_name_microarchitecture(known[i].description, name, sizeof name);
        cr_expect_str_eq(name, known[i].name);
    }
}
