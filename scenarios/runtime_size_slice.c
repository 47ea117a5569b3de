/* SPDX-License-Identifier: MIT
 *
 * b := make([]byte, n). A size that the compiler does not know cannot be
 * reserved in the frame, so the array goes to the heap however small n is. Go
 * zeroes the array wherever it is, and so do both variants here. */

#include "gort/new.h"

static NOIPA uint64_t use(const uint8_t *b, uint64_t i)
{
    return b[0] + i;
}

static inline uint64_t zero_and_use(uint8_t *b, size_t size, uint64_t i)
{
    go_clear(b, size);
    return use(b, i);
}

#define SLICE(size)                                                                                \
    VARIANT(stack_##size, i)                                                                       \
    {                                                                                              \
        uint8_t array[size], *b = array;                                                           \
        ESCAPE(b);                                                                                 \
        return zero_and_use(b, size, i);                                                           \
    }                                                                                              \
    VARIANT(heap_##size, i)                                                                        \
    {                                                                                              \
        uint8_t *b = malloc(size);                                                                 \
        ESCAPE(b);                                                                                 \
        uint64_t result = zero_and_use(b, size, i);                                                \
        free(b);                                                                                   \
        return result;                                                                             \
    }

SLICE(64)
SLICE(256)
SLICE(1024)
SLICE(4096)
SLICE(32768)
SLICE(65536)

#define SIZE(size)                                                                                 \
    {                                                                                              \
        size,                                                                                      \
        {                                                                                          \
            { "stack", stack_##size, 0, 0 },                                                       \
            {                                                                                      \
                "heap", heap_##size, 1, size                                                       \
            }                                                                                      \
        }                                                                                          \
    }

const struct scenario scenario_runtime_size_slice = {
    .name = "runtime_size_slice",
    .origin = "R3a",
    .title = "A slice is made with a size known only at run time",
    .sizes = { SIZE(64), SIZE(256), SIZE(1024), SIZE(4096), SIZE(32768), SIZE(65536) },
};
