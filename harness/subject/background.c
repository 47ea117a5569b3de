/* SPDX-License-Identifier: MIT */
#include "background.h"

#include "allocator.h"
#include "harness/base/rng.h"

enum { SIZES_MAX = 8, OBJECTS_LEAST = 32, OBJECTS_SPREAD = 128, BYTES_MOST = 1 << 20 };

static size_t sizes[SIZES_MAX];
static size_t size_count;

/* The objects, where a collector finds them. Not static, because a compiler could drop a
 * static array that is never read. */
void *background_objects[SIZES_MAX * (OBJECTS_LEAST + OBJECTS_SPREAD)];

/* A malloc that records the sizes requested. */
static void *learn(size_t size)
{
    size_t i = 0;
    while (i < size_count && sizes[i] != size)
        i++;
    if (i == size_count && size_count < SIZES_MAX)
        sizes[size_count++] = size;
    return allocator_serving.pair.malloc(size);
}

void background_allocate(const struct scenario_size *size, uint64_t seed)
{
    struct rng rng = { seed };
    allocation_pair = (struct allocation_pair){ learn, allocator_serving.pair.free };
    void **next = background_objects;
    for (const struct variant *v = size->variants; v->name; v++)
        v->run(1);
    for (size_t i = 0; i < size_count; i++) {
        uint64_t objects = OBJECTS_LEAST + rng_below(&rng, OBJECTS_SPREAD);
        uint64_t most = BYTES_MOST / (sizes[i] + 1);
        for (uint64_t n = 0; n < objects && n < most; n++)
            *next++ = allocator_serving.pair.malloc(sizes[i]);
    }
}
