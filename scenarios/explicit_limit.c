/* SPDX-License-Identifier: MIT
 *
 * var a [10485761]byte. A variable with a name stays in the frame up to 10 MiB
 * and moves to the heap above (from Go 1.24 on, above 128 KiB). At size
 * 1 MiB a variable stays in the frame, and make([]byte, 1<<20) does not. */

#include "gort/new.h"

enum { MIB = 1 << 20, LIMIT = 10 * MIB, BEYOND = LIMIT + 1 };

static NOIPA uint64_t use(const uint8_t *a, uint64_t i)
{
    return a[0] + i;
}

static inline uint64_t zero_and_use(uint8_t *a, size_t size, uint64_t i)
{
    go_clear(a, size);
    return use(a, i);
}

#define VARIABLE(name, most, size)                                                                 \
    VARIANT(stack_##name, i)                                                                       \
    {                                                                                              \
        uint8_t array[most], *a = array;                                                           \
        ESCAPE(a);                                                                                 \
        return zero_and_use(a, most, i);                                                           \
    }                                                                                              \
    VARIANT(heap_##name, i)                                                                        \
    {                                                                                              \
        uint8_t *a = malloc(size);                                                                 \
        ESCAPE(a);                                                                                 \
        uint64_t result = zero_and_use(a, size, i);                                                \
        free(a);                                                                                   \
        return result;                                                                             \
    }

VARIABLE(1048576, MIB, MIB)
VARIABLE(10485761, LIMIT, BEYOND)

const struct scenario scenario_explicit_limit = {
    .name = "explicit_limit",
    .origin = "R3c",
    .title = "A variable is one byte too large for the frame",
    .note = "at the larger size the stack side is 10485760 bytes, Go's limit until 1.23",
    .sizes = { { MIB, { { "stack", stack_1048576, 0, 0 }, { "heap", heap_1048576, 1, MIB } } },
               { BEYOND,
                 { { "stack", stack_10485761, 0, 0 }, { "heap", heap_10485761, 1, BEYOND } } } },
};
