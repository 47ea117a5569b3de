/* SPDX-License-Identifier: MIT
 *
 * One object of every size, and the same work at each: its first and its last
 * word are written and read. What differs is how it is reached: by its place in
 * the frame, by a pointer that hides the place, by a pointer that lies in
 * memory, or by what malloc returns. Not from the articles. */

#include "harness/scenario.h"

static uint64_t *kept; /* the object that was allocated once */

static void setup(size_t size)
{
    kept = malloc(size);
}

static void teardown(void)
{
    free(kept);
}

/* Unknown code has changed the object, but where it lies stays known. */
#define SEEN(object) __asm__ volatile("" : "+m"(object))

static inline uint64_t use(uint64_t *object, size_t size, uint64_t i)
{
    size_t last = size / sizeof *object - 1;
    ESCAPE(object);
    object[0] = i;
    ESCAPE(object);
    object[last] = i;
    ESCAPE(object);
    uint64_t sum = object[0];
    ESCAPE(object);
    return sum + object[last];
}

#define SWEEP(size)                                                                                \
    VARIANT(stack_##size, i)                                                                       \
    {                                                                                              \
        uint64_t object[(size) / sizeof i];                                                        \
        object[0] = i;                                                                             \
        SEEN(object);                                                                              \
        object[(size) / sizeof i - 1] = i;                                                         \
        SEEN(object);                                                                              \
        uint64_t sum = object[0];                                                                  \
        SEEN(object);                                                                              \
        return sum + object[(size) / sizeof i - 1];                                                \
    }                                                                                              \
    VARIANT(pointer_##size, i)                                                                     \
    {                                                                                              \
        uint64_t object[(size) / sizeof i];                                                        \
        return use(object, size, i);                                                               \
    }                                                                                              \
    VARIANT(kept_##size, i)                                                                        \
    {                                                                                              \
        return use(kept, size, i);                                                                 \
    }                                                                                              \
    VARIANT(heap_##size, i)                                                                        \
    {                                                                                              \
        uint64_t *object = malloc(size);                                                           \
        uint64_t result = use(object, size, i);                                                    \
        free(object);                                                                              \
        return result;                                                                             \
    }

#define SIZE(size)                                                                                 \
    {                                                                                              \
        size,                                                                                      \
        {                                                                                          \
            { "stack", stack_##size, 0, 0 }, { "pointer", pointer_##size, 0, 0 },                  \
                { "kept", kept_##size, 0, 0 }, { "heap", heap_##size, 1, size },                   \
        }                                                                                          \
    }

SWEEP(8)
SWEEP(16)
SWEEP(32)
SWEEP(64)
SWEEP(128)
SWEEP(256)
SWEEP(512)
SWEEP(1024)
SWEEP(2048)
SWEEP(4096)
SWEEP(8192)
SWEEP(16384)
SWEEP(32768)
SWEEP(65536)
SWEEP(131072)
SWEEP(262144)
SWEEP(524288)
SWEEP(1048576)

const struct scenario scenario_size_sweep = {
    .name = "size_sweep",
    .origin = "sizes",
    .title = "An object of 8 B to 1 MiB, the same work at every size",
    .sizes = { SIZE(8), SIZE(16), SIZE(32), SIZE(64), SIZE(128), SIZE(256), SIZE(512), SIZE(1024),
               SIZE(2048), SIZE(4096), SIZE(8192), SIZE(16384), SIZE(32768), SIZE(65536),
               SIZE(131072), SIZE(262144), SIZE(524288), SIZE(1048576) },
    .setup = setup,
    .teardown = teardown,
};
