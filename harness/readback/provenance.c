/* SPDX-License-Identifier: MIT */
#include "provenance.h"

#include "harness/base/json_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fact {
    enum provenance_kind kind;
    const char *what, *path; /* in machine.json, steps separated by slashes */
};

#define IDENTITY       "machine/identity"
#define SCENARIO_FLAGS "build/scenario_flags"
#define MEMORY         "machine/memory"

static const struct fact facts[] = {
    { KIND_MACHINE, "host", "machine/host" },
    { KIND_MACHINE, "CPU", "machine/cpu/name" },
    { KIND_MACHINE, "CPU family", "machine/cpu/family" },
    { KIND_MACHINE, "CPU model", "machine/cpu/model" },
    { KIND_MACHINE, "CPU stepping", "machine/cpu/stepping" },
    { KIND_MACHINE, "architecture", "machine/system/architecture" },
    { KIND_MACHINE, "cores", "machine/topology/cores" },
    { KIND_MACHINE, "PUs", "machine/topology/pus" },
    { KIND_MACHINE, "kind of core", "machine/measured_on/core_kind" },
    { KIND_MACHINE, "microcode", "machine/cpu/microcode" },
    { KIND_SYSTEM, "kernel", "machine/system/kernel" },
    { KIND_SYSTEM, "distribution", "machine/system/distribution" },
    { KIND_SYSTEM, "governor", "machine/measured_on/governor" },
    { KIND_SYSTEM, "turbo", "machine/turbo" },
    { KIND_SYSTEM, "SMT", "machine/smt_active" },
    { KIND_SYSTEM, "transparent huge pages", "machine/transparent_huge_pages" },
    { KIND_SYSTEM, "ASLR", "machine/aslr" },
    { KIND_SYSTEM, "mitigations", "machine/mitigations" },
    { KIND_SYSTEM, "scheduling policy", "machine/scheduling/policy" },
    { KIND_SYSTEM, "nice", "machine/scheduling/nice" },
    { KIND_SYSTEM, "/etc/malloc.conf", "machine/malloc_conf" },
    { KIND_CODE, "commit", "build/commit" },
    { KIND_CODE, "uncommitted changes", "build/dirty" },
    { KIND_COMPILER, "compiler", "build/compiler" },
    { KIND_COMPILER, "compiler flags", "build/flags" },
    { KIND_COMPILER, "flags of the scenarios", SCENARIO_FLAGS },
    { KIND_COMPILER, "build type", "build/type" },
    { KIND_METHOD, "effort", "settings/effort" },
    { KIND_METHOD, "precision", "settings/precision" },
};

enum {
    FACTS = sizeof facts / sizeof *facts,
    IDENTITY_FACTS = 9 /* those that identify a machine come first */
};

static int is_equal(const json_t *a, const json_t *b)
{
    int no_a = !a || json_is_null(a), no_b = !b || json_is_null(b);
    return no_a || no_b ? no_a && no_b : json_equal(a, b);
}

static void describe(const json_t *json, char *text)
{
    if (json_is_string(json)) {
        snprintf(text, PROVENANCE_TEXT_MAX, "%s", json_string_value(json));
    } else if (json_is_object(json) || json_is_array(json)) {
        snprintf(text, PROVENANCE_TEXT_MAX, "see machine.json");
    } else {
        char *dump = json ? json_dumps(json, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6)) : NULL;
        int known = dump && !json_is_null(json);
        snprintf(text, PROVENANCE_TEXT_MAX, "%s", known ? dump : "unknown");
        free(dump);
    }
}

/* Whether the machine's identity, if it is known, counts in place of a fact: of the host's
 * name, which is new at each start of a container, and of the numbers of cores and PUs, of
 * which a cpuset hides some. */
static int is_replaced(size_t fact)
{
    return fact == 0 || strncmp(facts[fact].path, "machine/topology/", 17) == 0;
}

/* Whether a fact distinguishes two machines. Identities that differ count as the first. */
static int tells_apart(const json_t *base, const json_t *other, size_t fact)
{
    const json_t *a = json_at(base, IDENTITY), *b = json_at(other, IDENTITY);
    if (is_replaced(fact) && json_is_string(a) && json_is_string(b))
        return fact == 0 && !json_equal(a, b);
    return !is_equal(json_at(base, facts[fact].path), json_at(other, facts[fact].path));
}

int provenance_same_machine(const json_t *base, const json_t *other)
{
    if (!base || !other)
        return -1;
    for (size_t i = 0; i < IDENTITY_FACTS; i++)
        if (tells_apart(base, other, i))
            return 0;
    return 1;
}

static void append_fact(const json_t *base, const json_t *other, const char *what, const char *path,
                        char *text, size_t size)
{
    char a[PROVENANCE_TEXT_MAX], b[PROVENANCE_TEXT_MAX];
    size_t length = strlen(text);
    if (is_equal(json_at(base, path), json_at(other, path)))
        return;
    describe(json_at(base, path), a);
    describe(json_at(other, path), b);
    snprintf(text + length, size - length, "%s%s (%s -> %s)", length ? ", " : "", what, a, b);
}

void provenance_machines(const json_t *base, const json_t *other, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < IDENTITY_FACTS && base && other; i++) {
        if (!tells_apart(base, other, i))
            continue;
        append_fact(base, other, facts[i].what, facts[i].path, text, size);
        if (i == 0)
            append_fact(base, other, "identity", IDENTITY, text, size);
    }
}

static struct provenance_item *add(struct provenance *out, enum provenance_kind kind)
{
    if (out->count == PROVENANCE_MAX)
        return NULL;
    int seen = 0;
    for (size_t i = 0; i < out->count; i++)
        seen |= out->items[i].kind == kind;
    out->kinds += !seen;
    struct provenance_item *item = &out->items[out->count++];
    item->kind = kind;
    return item;
}

const json_t *provenance_allocator(const json_t *machine, const char *name)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(machine, "allocators"), i, entry)
    {
        const char *known = json_string_value(json_object_get(entry, "name"));
        if (known && strcmp(known, name) == 0)
            return entry;
    }
    return NULL;
}

/* Adds an item if two values differ. */
static void compare_values(const json_t *a, const json_t *b, enum provenance_kind kind,
                           const char *what, struct provenance *out)
{
    struct provenance_item *item = is_equal(a, b) ? NULL : add(out, kind);
    if (!item)
        return;
    snprintf(item->what, sizeof item->what, "%s", what);
    describe(a, item->base);
    describe(b, item->other);
}

/* Compares an allocator's version and file, since one version may have several builds. In
 * old runs files were not hashed; nothing is known to differ then. */
static void compare_versions(const json_t *a, const json_t *b, const char *name,
                             struct provenance *out)
{
    const json_t *va = json_object_get(a, "version"), *vb = json_object_get(b, "version");
    const json_t *ha = json_object_get(a, "sha256"), *hb = json_object_get(b, "sha256");
    char what[64];
    snprintf(what, sizeof what, "%.40s version", name);
    compare_values(va, vb, KIND_ALLOCATOR, what, out);
    snprintf(what, sizeof what, "%.40s file, by its SHA-256", name);
    if (is_equal(va, vb) && json_is_string(ha) && json_is_string(hb))
        compare_values(ha, hb, KIND_ALLOCATOR, what, out);
}

/* Compares each key, such as a variable or a label, that one of two objects has. */
static void compare_objects(const json_t *a, const json_t *b, enum provenance_kind kind,
                            const char *prefix, struct provenance *out)
{
    json_t *all = json_object();
    const char *key;
    json_t *value;
    json_object_update(all, (json_t *) a); /* adds nothing if `a` is NULL */
    json_object_update(all, (json_t *) b);
    json_object_foreach(all, key, value)
    {
        char what[64];
        snprintf(what, sizeof what, "%s%.40s", prefix, key);
        size_t before = out->count;
        compare_values(json_object_get(a, key), json_object_get(b, key), kind, what, out);
        struct provenance_item *item = out->count > before ? &out->items[before] : NULL;
        if (item && !json_object_get(a, key))
            snprintf(item->base, sizeof item->base, "not set");
        if (item && !json_object_get(b, key))
            snprintf(item->other, sizeof item->other, "not set");
    }
    json_decref(all);
}

/* Compares the workers' environments. Workers of old runs had the whole environment, which
 * was not recorded. */
static void compare_environment(const json_t *base, const json_t *other, struct provenance *out)
{
    static const char path[] = "passed_on/LD_LIBRARY_PATH";
    const json_t *a = json_at(base, "environment"), *b = json_at(other, "environment");
    if (!a || !b)
        return;
    compare_objects(json_at(a, "asked"), json_at(b, "asked"), KIND_ENVIRONMENT, "--env ", out);
    compare_values(json_at(a, path), json_at(b, path), KIND_ENVIRONMENT, "LD_LIBRARY_PATH", out);
}

/* Compares what counts depend on beside the program. Only runs with counts have it. */
static void compare_simulation(const json_t *base, const json_t *other, struct provenance *out)
{
    const json_t *a = json_at(base, "callgrind"), *b = json_at(other, "callgrind");
    if (!json_is_object(a) || !json_is_object(b))
        return;
    compare_values(json_at(a, "version"), json_at(b, "version"), KIND_METHOD, "valgrind", out);
    compare_values(json_at(a, "allocators"), json_at(b, "allocators"), KIND_METHOD,
                   "allocators' settings under valgrind", out);
}

static void compare_allocators(const json_t *base, const json_t *other, const char *base_name,
                               const char *other_name, struct provenance *out)
{
    size_t i;
    json_t *entry;
    if (base_name && other_name && strcmp(base_name, other_name) != 0) {
        struct provenance_item *item = add(out, KIND_ALLOCATOR);
        if (item) {
            snprintf(item->what, sizeof item->what, "allocator");
            snprintf(item->base, sizeof item->base, "%s", base_name);
            snprintf(item->other, sizeof item->other, "%s", other_name);
        }
        return;
    }
    json_array_foreach(json_object_get(base, "allocators"), i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "name"));
        const json_t *twin = name ? provenance_allocator(other, name) : NULL;
        if (twin && (!base_name || strcmp(name, base_name) == 0))
            compare_versions(entry, twin, name, out);
    }
}

void provenance_compare(const json_t *base, const json_t *other, const char *base_allocator,
                        const char *other_allocator, struct provenance *out)
{
    *out = (struct provenance){ .count = 0 };
    int same_compiler = is_equal(json_at(base, "build/compiler"), json_at(other, "build/compiler"));
    for (size_t i = 0; i < FACTS && base && other; i++) {
        const json_t *a = json_at(base, facts[i].path), *b = json_at(other, facts[i].path);
        if (strcmp(facts[i].path, SCENARIO_FLAGS) == 0 && !same_compiler)
            continue; /* the names of flags depend on the compiler */
        struct provenance_item *item = is_equal(a, b) ? NULL : add(out, facts[i].kind);
        if (!item)
            continue;
        snprintf(item->what, sizeof item->what, "%s", facts[i].what);
        describe(a, item->base);
        describe(b, item->other);
    }
    const json_t *a = json_at(base, IDENTITY), *b = json_at(other, IDENTITY);
    if (json_is_string(a) && json_is_string(b))
        compare_values(a, b, KIND_MACHINE, "identity", out);
    compare_allocators(base, other, base_allocator, other_allocator, out);
    if (json_at(base, MEMORY) && json_at(other, MEMORY)) /* old runs do not say */
        compare_objects(json_at(base, MEMORY), json_at(other, MEMORY), KIND_SYSTEM, "", out);
    compare_environment(base, other, out);
    compare_simulation(base, other, out);
    if (base && other)
        compare_objects(json_object_get(base, "labels"), json_object_get(other, "labels"),
                        KIND_LABEL, "label ", out);
}

double provenance_clock_factor(const json_t *base, const json_t *other)
{
    const char *path = "probe/reference_cycle_ns";
    double a = json_number_value(json_at(base, path)), b = json_number_value(json_at(other, path));
    return a > 0 && b > 0 ? a / b : 1;
}
