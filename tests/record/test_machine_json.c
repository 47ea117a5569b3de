/* SPDX-License-Identifier: MIT
 *
 * What machine.json calls the CPU: libpfm4's name if libpfm4 knows this machine's CPU, else the
 * name in the table of known cores.
 */
#include "harness/counters/events.h"
#include "harness/record/machine_json.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *describe(json_t *facts)
{
    static char text[256];
    machine_json_describe_cpu(facts);
    snprintf(text, sizeof text, "%s",
             json_string_value(json_object_get(json_object_get(facts, "cpu"), "description")));
    json_decref(facts);
    return text;
}

Test(machine_json, a_core_that_libpfm4_does_not_know_has_the_name_of_our_table)
{
    char pfm[128], expected[256];
    event_microarchitecture(pfm, sizeof pfm);
    snprintf(expected, sizeof expected, "Intel Xeon Processor (%s, family 6 model 207)",
             pfm[0] ? pfm : "Emerald Rapids");
    const char *text =
        describe(json_pack("{s:{s:s, s:s, s:s, s:s}}", "cpu", "name", "Intel(R) Xeon(R) Processor",
                           "vendor", "GenuineIntel", "family", "6", "model", "207"));
    cr_expect_str_eq(text, expected);
}

Test(machine_json, a_core_that_nobody_knows_has_its_numbers)
{
    char pfm[128];
    event_microarchitecture(pfm, sizeof pfm);
    if (pfm[0])
        cr_skip_test("libpfm4 knows this CPU: %s", pfm);
    const char *text =
        describe(json_pack("{s:{s:s, s:s, s:s, s:s}}", "cpu", "name", "Some CPU", "vendor",
                           "GenuineIntel", "family", "6", "model", "9999"));
    cr_expect_str_eq(text, "Some CPU (family 6 model 9999)");
}
