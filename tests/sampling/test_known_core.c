/* SPDX-License-Identifier: MIT */
#include "harness/sampling/known_core.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct known_core *find(const char *vendor, int family, int model)
{
    struct core_design design = { .family = family, .model = model };
    strcpy(design.vendor, vendor);
    return known_core_find(&design);
}

Test(known_core, is_found_by_vendor_family_and_model)
{
    cr_expect_str_eq(find("AuthenticAMD", 25, 1)->name, "Zen 3");
    cr_expect_str_eq(find("AuthenticAMD", 25, 0x61)->name, "Zen 4");
    cr_expect_str_eq(find("AuthenticAMD", 23, 0x31)->name, "Zen 2");
    cr_expect_str_eq(find("GenuineIntel", 6, 207)->name, "Emerald Rapids");
    cr_expect_str_eq(find("GenuineIntel", 6, 85)->name, "Skylake");
    cr_expect_null(find("GenuineIntel", 6, 151), "two kinds of core have one model");
    cr_expect_null(find("GenuineIntel", 15, 85));
    cr_expect_null(find("", -1, -1));
}

Test(known_core, a_core_with_one_thread_has_no_sibling)
{
    static const int alone[] = { 0xd03, 0xd08, 0xd0c, 0xd40, 0xd49, 0xd4f };
    static const int two_threads[] = { 0xd06, 0xd43, 0xd4a };
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        struct quiet_bounds bounds = known_core_bounds(find("0x41", -1, alone[i]), 0);
        cr_expect(bounds.one_thread && quiet_bounds_hold(&bounds, 0.932), "%x", alone[i]);
    }
    for (size_t i = 0; i < sizeof two_threads / sizeof *two_threads; i++)
        cr_expect_null(find("0x41", -1, two_threads[i]));
    cr_expect_null(find("0x00", -1, 0xd0c), "another maker's part");
}

/* The rates that were learned as quiet on a Zen 3: 116 right ones and four wrong ones. */
Test(known_core, a_measured_design_knows_half_a_buffer_from_a_whole_one)
{
    struct quiet_bounds bounds = known_core_bounds(find("AuthenticAMD", 25, 1), 80);
    cr_expect(bounds.measured);
    cr_expect(quiet_bounds_hold(&bounds, 0.3095));
    cr_expect(quiet_bounds_hold(&bounds, 0.319));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.597));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.620));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.157), "better than the core can be");
}

/* The same by the buffer alone, for a design of 224 places with a chain of 72 cycles:
 * 0.321 with all of them, 0.643 with half. */
Test(known_core, a_predicted_one_by_what_half_a_buffer_cannot_do)
{
    struct quiet_bounds bounds = known_core_bounds(find("GenuineIntel", 6, 85), 72);
    cr_expect_not(bounds.measured);
    cr_expect(quiet_bounds_hold(&bounds, 72.0 / 224));
    cr_expect_not(quiet_bounds_hold(&bounds, 72.0 / 112));
    bounds = known_core_bounds(find("GenuineIntel", 6, 85), 0);
    cr_expect_not(quiet_bounds_hold(&bounds, 0.3), "the chain is unknown");
}

Test(known_core, of_an_unknown_design_nothing_confirms)
{
    struct quiet_bounds bounds = known_core_bounds(NULL, 72);
    cr_expect_not(quiet_bounds_hold(&bounds, 0.3));
}
