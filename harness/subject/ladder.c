/* SPDX-License-Identifier: MIT */
#include "ladder.h"

#include <errno.h>
#include <string.h>

enum { ALIGNMENT = 16, ARENA_LEAST = 8192 /* stays in any L1 */ };

/* The names of the rungs that no scenario has. */
static const char *const rung_names[] = {
    [PAIR_REUSED] = "reused",
    [PAIR_BUMP] = "bump",
    [PAIR_LIFO] = "lifo",
    [PAIR_GO_ALLOC] = "alloc",
};

static size_t add_rung(struct ladder *l, const char *name, variant_fn *run, enum rung_pair pair,
                       int allocates)
{
    l->rungs[l->count] =
        (struct rung){ .name = name, .run = run, .pair = pair, .allocates = allocates };
    return l->count++;
}

static size_t add_step(struct ladder *l, variant_fn *run, enum rung_pair pair, int allocates)
{
    return add_rung(l, rung_names[pair], run, pair, allocates);
}

static void compare(struct ladder *l, size_t variant, size_t baseline)
{
    l->compared[l->compared_count++] = (struct rungs_compared){ variant, baseline };
}

static void add_own(struct ladder *l, const struct variant *variants, enum rung_pair pair)
{
    for (size_t v = 0; variants[v].name; v++) {
        add_rung(l, variants[v].name, variants[v].run, pair, variants[v].allocs > 0);
        if (v > 0)
            compare(l, v, 0);
    }
    l->steps = l->compared_count;
}

/* The index of the variant with one named value on the heap; 0: there is none. */
static size_t find_heap(const struct scenario *scenario, const struct variant *variants)
{
    for (size_t v = 1; variants[v].name && !scenario->peer && !scenario->instances; v++)
        if (strcmp(variants[v].name, "heap") == 0 && variants[v].allocs == 1)
            return v;
    return 0;
}

/* Adds the rung `alloc` of a Go lane. */
static void add_alloc(struct ladder *l)
{
    size_t alloc = add_step(l, NULL, PAIR_GO_ALLOC, 1);
    compare(l, alloc, 0);
    compare(l, l->heap, alloc);
}

void ladder_of(const struct scenario *scenario, size_t size, unsigned live, struct ladder *l)
{
    const struct variant *variants = scenario->sizes[size].variants;
    memset(l, 0, sizeof *l);
    add_own(l, variants, scenario->in_go ? PAIR_GO : PAIR_LIVE);
    size_t heap = l->heap = find_heap(scenario, variants);
    if (heap == 0)
        return;
    variant_fn *run = variants[heap].run;
    l->heap_bytes = variants[heap].bytes;
    if (scenario->in_go) {
        add_alloc(l);
        return;
    }
    size_t reused = add_step(l, run, PAIR_REUSED, 0);
    size_t bump = add_step(l, run, PAIR_BUMP, 0);
    size_t below = live > 1 ? add_step(l, run, PAIR_LIFO, 1) : bump;
    compare(l, reused, 0);
    compare(l, bump, reused);
    if (below != bump)
        compare(l, below, bump);
    compare(l, heap, below);
}

void ladder_strip(struct ladder *l)
{
    for (size_t v = 0; v < l->count; v++) {
        if (ladder_is_rung(l->rungs[v].name)) {
            l->count = v;
            break;
        }
    }
    l->compared_count = l->steps;
    l->heap = 0;
}

int ladder_is_rung(const char *name)
{
    for (size_t i = 0; i < sizeof rung_names / sizeof *rung_names; i++)
        if (rung_names[i] && strcmp(name, rung_names[i]) == 0)
            return 1;
    return 0;
}

/* ---- the pairs ---- */

static void *object;

static void *reuse(size_t size)
{
    (void) size;
    return object;
}

static char *arena, *arena_next, *arena_end;

static void *bump(size_t size)
{
    char *memory = arena_next;
    arena_next += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena_next <= arena_end)
        return memory;
    arena_next = arena + (arena_next - memory);
    return arena;
}

static void ignore(void *memory)
{
    (void) memory;
}

int ladder_make_pairs(const struct ladder *l, const struct allocation_pair *serving,
                      const struct allocation_pair *live,
                      struct allocation_pair pairs[VARIANTS_MAX])
{
    const struct allocation_pair by_kind[] = {
        [PAIR_LIVE] = *live,
        [PAIR_LIFO] = *serving,
        [PAIR_REUSED] = { reuse, ignore },
        [PAIR_BUMP] = { bump, ignore },
    };
    if (l->heap > 0) {
        size_t one = l->heap_bytes + ALIGNMENT, size = one < ARENA_LEAST ? ARENA_LEAST : one;
        object = malloc(l->heap_bytes);
        arena = arena_next = malloc(size);
        if (!object || !arena)
            return -ENOMEM;
        arena_end = arena + size;
    }
    for (size_t v = 0; v < l->count; v++)
        pairs[v] = by_kind[l->rungs[v].pair];
    return 0;
}
