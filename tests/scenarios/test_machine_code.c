/* SPDX-License-Identifier: MIT
 *
 * The compiled scenarios do what their sources say: a heap operation reaches
 * malloc and free, no other does; each variant's loop calls its own operation
 * directly, and the loops of a scenario differ in nothing else.
 *
 * A variant NAME is the function NAME, or NAME_SIZE where sizes have their own;
 * `static` is a word of C, so its function is boxed_static.
 */
#include "harness/subject/catalogue.h"
#include "scenarios/index.h"
#include "tests/support/disassembly.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

/* What a variant reaches although it is not on the heap, or does not although
 * it is. */
static const struct exception {
    const char *scenario, *variant;
    struct reach reach;
    const char *reason;
} exceptions[] = {
    { "nothing", "heap", { 0, 0 }, "the control does nothing on either side" },
    { "free_on_sibling", "heap", { 1, 0 }, "the consumer frees" },
    { "free_on_same_l3", "heap", { 1, 0 }, "the consumer frees" },
    { "free_on_same_socket", "heap", { 1, 0 }, "the consumer frees" },
    { "free_on_other_node", "heap", { 1, 0 }, "the consumer frees" },
    { "append_growth", "stack", { 1, 0 }, "append's growth is in the code, never run" },
    { "runtime_capacity", "stack", { 1, 0 }, "append's growth is in the code, never run" },
    { "box_slice_element", "static", { 1, 0 }, "boxing asks at run time if a value is small" },
    { "box_map_value", "static", { 1, 0 }, "boxing asks at run time if a value is small" },
    { "box_map_key", "static", { 1, 0 }, "boxing asks at run time if a value is small" },
    { "print_value", "static", { 1, 0 }, "boxing asks at run time if a value is small" },
    { "interface_parameter", "static", { 1, 0 }, "boxing asks at run time if a value is small" },
};

enum { EXCEPTIONS = sizeof exceptions / sizeof *exceptions, SCENARIOS_MAX = 200 };

static struct reach expected_reach(const char *scenario, const char *variant)
{
    for (size_t e = 0; e < EXCEPTIONS; e++)
        if (strcmp(exceptions[e].scenario, scenario) == 0 &&
            strcmp(exceptions[e].variant, variant) == 0)
            return exceptions[e].reach;
    int heap = strcmp(variant, "heap") == 0;
    return (struct reach){ heap, heap };
}

/* The variant's loop, or with suffix "_op" its operation. */
static struct function *find_function(struct disassembly *code, const struct variant *variant,
                                      size_t bytes, const char *suffix)
{
    char name[FUNCTION_NAME_MAX];
    const char *prefix = strcmp(variant->name, "static") == 0 ? "boxed_" : "";
    snprintf(name, sizeof name, "%s%s_%zu%s", prefix, variant->name, bytes, suffix);
    struct function *sized = disassembly_find(code, name);
    snprintf(name, sizeof name, "%s%s%s", prefix, variant->name, suffix);
    return sized ? sized : disassembly_find(code, name);
}

static void read_object(const struct scenario *scenario, struct disassembly *code)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.c.o", OBJECTS, scenario->name);
    cr_assert(disassembly_read(path, code) == 0, "objdump cannot read %s", path);
}

static void check_reach(const char *who, struct reach reach, struct reach expected)
{
    cr_expect(reach.malloc == expected.malloc, "%s %s malloc", who,
              reach.malloc ? "reaches" : "does not reach");
    cr_expect(reach.free == expected.free, "%s %s free", who,
              reach.free ? "reaches" : "does not reach");
}

static void check_loop(const char *who, const struct function *loop,
                       const struct function *operation, char **first)
{
    size_t calls = 0;
    for (size_t c = 0; c < loop->call_count; c++)
        calls += strcmp(loop->calls[c], operation->name) == 0;
    cr_expect(calls == 1 && loop->call_count == 1, "%s: the loop calls its operation %zu of %zu",
              who, calls, loop->call_count);
    cr_expect(loop->indirect_calls == 0, "%s: the loop calls indirectly", who);
    char *code = strdup(loop->code); /* its call's target is a relocation, so not in it */
    if (!*first) {
        *first = code;
        return;
    }
    cr_expect(strcmp(code, *first) == 0, "%s: another loop than the first variant's:\n%s\n%s", who,
              code, *first);
    free(code);
}

static void check_size(struct disassembly *code, const struct scenario *scenario,
                       const struct scenario_size *size)
{
    char *first = NULL;
    for (const struct variant *v = size->variants; v->name; v++) {
        char who[128];
        struct function *loop = find_function(code, v, size->bytes, "");
        struct function *operation = find_function(code, v, size->bytes, "_op");
        snprintf(who, sizeof who, "%s, %zu bytes, %s", scenario->name, size->bytes, v->name);
        cr_assert(loop && operation, "%s: no function of that name", who);
        check_reach(who, disassembly_reach(code, operation),
                    expected_reach(scenario->name, v->name));
        check_loop(who, loop, operation, &first);
    }
    free(first);
}

ParameterizedTestParameters(machine_code, is_what_the_source_says)
{
    static size_t indices[SCENARIOS_MAX];
    size_t count = 0;
    for (; scenarios[count]; count++)
        indices[count] = count;
    return cr_make_param_array(size_t, indices, count);
}

ParameterizedTest(size_t *index, machine_code, is_what_the_source_says)
{
#ifdef UNDER_ASAN
    (void) index;
    cr_skip_test("the code is AddressSanitizer's as much as ours");
#endif
    static struct disassembly code;
    const struct scenario *scenario = scenarios[*index];
    if (scenario->instances)
        cr_skip_test("%s is not timed: its code may be what it likes", scenario->name);
    read_object(scenario, &code);
    for (size_t k = 0; k < scenario_sizes(scenario); k++)
        check_size(&code, scenario, &scenario->sizes[k]);
    disassembly_free(&code);
}

/* An exception that no variant needs is an error. */
Test(machine_code, exceptions_name_variants_that_exist)
{
    for (size_t e = 0; e < EXCEPTIONS; e++) {
        const struct scenario *scenario = scenario_find(scenarios, exceptions[e].scenario);
        cr_assert(scenario, "%s", exceptions[e].scenario);
        const struct variant *v = scenario->sizes[0].variants;
        while (v->name && strcmp(v->name, exceptions[e].variant) != 0)
            v++;
        cr_expect(v->name, "%s has no variant %s", exceptions[e].scenario, exceptions[e].variant);
    }
}
