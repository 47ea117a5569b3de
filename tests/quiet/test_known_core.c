/* SPDX-License-Identifier: MIT */
#include "harness/quiet/known_core.h"

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
    cr_expect_null(find("GenuineIntel", 6, 151)->name, "two kinds of core");
    cr_expect_null(find("GenuineIntel", 19, 1)->name);
    cr_expect_null(find("AuthenticAMD", 26, 2));
    cr_expect_null(find("", -1, -1));
}

Test(known_core, a_core_with_one_thread_has_no_sibling)
{
    static const int alone[] = { 0xd03, 0xd08, 0xd0c, 0xd40, 0xd49, 0xd4f, 0xd84, 0xd8e };
    static const int two_threads[] = { 0xd06, 0xd43, 0xd4a, 0xd45, 0xd86 }; /* or unknown */
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        struct quiet_bounds bounds = known_core_bounds(find("0x41", -1, alone[i]));
        cr_expect(bounds.one_thread && quiet_bounds_hold(&bounds, 0.932), "%x", alone[i]);
    }
    for (size_t i = 0; i < sizeof two_threads / sizeof *two_threads; i++)
        cr_expect_null(find("0x41", -1, two_threads[i]));
    cr_expect_null(find("0x00", -1, 0xd0c), "another maker's part");
}

/* The rates that were learned as quiet on a Zen 3: 116 right ones and four wrong ones. */
Test(known_core, a_measured_design_knows_half_a_buffer_from_a_whole_one)
{
    struct quiet_bounds bounds = known_core_bounds(find("AuthenticAMD", 25, 1));
    cr_expect(bounds.measured);
    cr_expect(quiet_bounds_hold(&bounds, 0.3095));
    cr_expect(quiet_bounds_hold(&bounds, 0.319));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.597));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.620));
    cr_expect_not(quiet_bounds_hold(&bounds, 0.157), "better than the core can be");
}

/* Each number lies between half of the buffer and all of it. */
Test(known_core, a_predicted_one_is_told_by_more_than_half_of_its_buffer)
{
    static const struct {
        const char *vendor;
        int family, model;
        unsigned half, all;
    } designs[] = {
        { "AuthenticAMD", 23, 1, 96, 192 },    { "AuthenticAMD", 23, 0x31, 112, 224 },
        { "GenuineIntel", 6, 45, 84, 168 },    { "GenuineIntel", 6, 63, 96, 192 },
        { "GenuineIntel", 6, 85, 112, 224 },   { "GenuineIntel", 6, 106, 176, 352 },
        { "GenuineIntel", 6, 143, 256, 512 },  { "GenuineIntel", 6, 999, 256, 512 },
        { "GenuineIntel", 18, 999, 256, 512 },
    };
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++) {
        const struct known_core *core =
            find(designs[i].vendor, designs[i].family, designs[i].model);
        unsigned places = known_core_places(core);
        cr_expect(places >= designs[i].half * 5 / 4 && places <= designs[i].all * 4 / 5,
                  "%s model %d: %u", designs[i].vendor, designs[i].model, places);
        cr_expect_eq(known_core_bounds(core).high, 0, "%s model %d: no rate is known",
                     designs[i].vendor, designs[i].model);
    }
    cr_expect_eq(known_core_places(find("AuthenticAMD", 25, 0x11)), 0, "fillers share places");
    cr_expect_eq(known_core_places(NULL), 0);
}

Test(known_core, a_thread_that_was_alone_tells_the_rate)
{
    struct quiet_bounds bounds = quiet_bounds_alone(0.2);
    cr_expect(quiet_bounds_hold(&bounds, 0.2));
    cr_expect(quiet_bounds_hold(&bounds, 0.19), "a better rate, too");
    cr_expect_not(quiet_bounds_hold(&bounds, 0.22));
}

Test(known_core, of_an_unknown_design_nothing_confirms)
{
    struct quiet_bounds bounds = known_core_bounds(NULL);
    cr_expect_not(quiet_bounds_hold(&bounds, 0.3));
}
