/* SPDX-License-Identifier: MIT */
#include "harness/readback/provenance.h"

#include <criterion/criterion.h>
#include <string.h>

static struct provenance out;

/* What differs between two texts of JSON, as "WHAT: BASE -> OTHER; ". */
static const char *differences(const char *base, const char *other)
{
    static char text[2048];
    json_t *a = json_loads(base, 0, NULL), *b = json_loads(other, 0, NULL);
    cr_assert(a && b);
    provenance_compare(a, b, NULL, NULL, &out);
    text[0] = '\0';
    for (size_t i = 0; i < out.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s: %s -> %s; ",
                 out.items[i].what, out.items[i].base, out.items[i].other);
    json_decref(a);
    json_decref(b);
    return text;
}

Test(provenance, runs_that_are_alike_differ_in_nothing)
{
    const char *same = "{\"environment\": {\"asked\": {\"X\": \"1\"}, \"passed_on\": {}}}";
    cr_expect_str_eq(differences(same, same), "");
    cr_expect_eq(out.kinds, 0);
}

Test(provenance, a_variable_that_was_asked_for_is_a_difference)
{
    cr_expect_str_eq(differences("{\"environment\": {\"asked\": {\"X\": \"1\", \"Y\": \"2\"}}}",
                                 "{\"environment\": {\"asked\": {\"X\": \"3\", \"Z\": \"4\"}}}"),
                     "--env X: 1 -> 3; --env Y: 2 -> not set; --env Z: not set -> 4; ");
    cr_expect_eq(out.kinds, 1);
}

Test(provenance, of_what_is_passed_on_only_the_loaders_path_counts)
{
    cr_expect_str_eq(
        differences("{\"environment\": {\"passed_on\": {\"PATH\": \"/a\", \"HOME\": \"/h\"}}}",
                    "{\"environment\": {\"passed_on\": {\"LD_LIBRARY_PATH\": \"/b\"}}}"),
        "LD_LIBRARY_PATH: unknown -> /b; ");
}

Test(provenance, a_run_of_before_it_was_recorded_had_nobody_knows_what)
{
    cr_expect_str_eq(differences("{}", "{\"environment\": {\"asked\": {\"X\": \"1\"}}}"), "");
}

/* Runs of before it was recorded tell nothing of it. */
Test(provenance, settings_of_memory_are_of_the_system)
{
    const char *a =
        "{\"machine\": {\"memory\": {\"overcommit\": \"0\", \"numa_balancing\": null}}}";
    const char *b =
        "{\"machine\": {\"memory\": {\"overcommit\": \"1\", \"numa_balancing\": null}}}";
    cr_expect_str_eq(differences(a, b), "overcommit: 0 -> 1; ");
    cr_expect_eq(out.items[0].kind, KIND_SYSTEM);
    cr_expect_str_eq(differences("{\"machine\": {}}", b), "");
}

/* A run without counts does not depend on them. */
Test(provenance, counts_depend_on_valgrind_and_the_settings_under_it)
{
    const char *a = "{\"callgrind\": {\"version\": \"callgrind-3.19.0\"}}";
    const char *b =
        "{\"callgrind\": {\"version\": \"callgrind-3.24.0\", \"allocators\": [\"X=1\"]}}";
    cr_expect_str_eq(differences(a, b), "valgrind: callgrind-3.19.0 -> callgrind-3.24.0; "
                                        "allocators' settings under valgrind: unknown -> see "
                                        "machine.json; ");
    cr_expect_str_eq(differences("{\"callgrind\": null}", b), "");
    cr_expect_str_eq(differences(b, b), "");
}

Test(provenance, two_builds_of_one_version_are_told_apart)
{
    const char *a =
        "{\"allocators\": [{\"name\": \"own\", \"version\": \"\", \"sha256\": \"aa\"}]}";
    const char *b =
        "{\"allocators\": [{\"name\": \"own\", \"version\": \"\", \"sha256\": \"bb\"}]}";
    const char *c = "{\"allocators\": [{\"name\": \"own\", \"version\": \"\"}]}";
    cr_expect_str_eq(differences(a, b), "own file, by its SHA-256: aa -> bb; ");
    cr_expect_str_eq(differences(a, c), "", "a file that was not hashed may be the same");
}

static const char *machines(const char *base, const char *other, int *same)
{
    static char text[512];
    json_t *a = json_loads(base, 0, NULL), *b = json_loads(other, 0, NULL);
    cr_assert(a && b);
    *same = provenance_same_machine(a, b);
    provenance_machines(a, b, text, sizeof text);
    json_decref(a);
    json_decref(b);
    return text;
}

Test(provenance, a_renamed_host_is_the_same_machine)
{
    int same;
    cr_expect_str_eq(machines("{\"machine\": {\"host\": \"a\", \"identity\": \"i\"}}",
                              "{\"machine\": {\"host\": \"b\", \"identity\": \"i\"}}", &same),
                     "");
    cr_expect_eq(same, 1);
    cr_expect_str_eq(differences("{\"machine\": {\"host\": \"a\", \"identity\": \"i\"}}",
                                 "{\"machine\": {\"host\": \"b\", \"identity\": \"i\"}}"),
                     "host: a -> b; ");
}

/* Two jobs of one node: a cpuset hides cores, and the machine is still one. */
Test(provenance, a_cpuset_makes_no_other_machine)
{
    int same;
    const char *all = "{\"machine\": {\"identity\": \"i\", \"topology\": {\"cores\": 8}}}";
    const char *some = "{\"machine\": {\"identity\": \"i\", \"topology\": {\"cores\": 2}}}";
    cr_expect_str_eq(machines(all, some, &same), "");
    cr_expect_eq(same, 1);
    cr_expect_str_eq(differences(all, some), "cores: 8 -> 2; ");
    cr_expect_str_eq(machines("{\"machine\": {\"topology\": {\"cores\": 8}}}",
                              "{\"machine\": {\"topology\": {\"cores\": 2}}}", &same),
                     "cores (8 -> 2)");
    cr_expect_eq(same, 0, "without an identity the number of cores counts");
}

Test(provenance, other_machines_are_told_value_beside_value)
{
    int same;
    cr_expect_str_eq(machines("{\"machine\": {\"host\": \"a\", \"cpu\": {\"name\": \"X\"}}}",
                              "{\"machine\": {\"host\": \"b\", \"cpu\": {\"name\": \"Y\"}}}",
                              &same),
                     "host (a -> b), CPU (X -> Y)");
    cr_expect_eq(same, 0);
    cr_expect_str_eq(machines("{\"machine\": {\"host\": \"a\", \"identity\": \"i\"}}",
                              "{\"machine\": {\"host\": \"a\", \"identity\": \"j\"}}", &same),
                     "identity (i -> j)");
    cr_expect_eq(same, 0);
    cr_expect_str_eq(differences("{\"machine\": {\"host\": \"a\", \"identity\": \"i\"}}",
                                 "{\"machine\": {\"host\": \"a\", \"identity\": \"j\"}}"),
                     "identity: i -> j; ");
}

Test(provenance, kinds_of_core_are_machines_of_their_own)
{
    int same;
    cr_expect_str_eq(
        machines("{\"machine\": {\"measured_on\": {\"core_kind\": \"CoreType=IntelCore\"}}}",
                 "{\"machine\": {\"measured_on\": {\"core_kind\": \"CoreType=IntelAtom\"}}}",
                 &same),
        "kind of core (CoreType=IntelCore -> CoreType=IntelAtom)");
    cr_expect_eq(same, 0);
}

Test(provenance, labels_and_scheduling_are_differences)
{
    cr_expect_str_eq(differences("{\"labels\": {\"bios\": \"1.2\"}, \"machine\": {\"scheduling\": "
                                 "{\"policy\": \"SCHED_OTHER\", \"nice\": 0}}}",
                                 "{\"labels\": {\"bios\": \"1.3\"}, \"machine\": {\"scheduling\": "
                                 "{\"policy\": \"SCHED_OTHER\", \"nice\": 10}}}"),
                     "nice: 0 -> 10; label bios: 1.2 -> 1.3; ");
}
