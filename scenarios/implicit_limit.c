/* SPDX-License-Identifier: MIT
 *
 * b := make([]byte, 65536) stays in the frame, make([]byte, 65537) does not:
 * a value without a name of its own (make, new, &T{}) moves to the heap above 64 KiB.
 * Go zeroes the array wherever it is, and so do both variants here. */

#include "gort/new.h"

enum { LIMIT = 64 << 10 };

static NOIPA uint64_t use(const uint8_t *b, uint64_t i)
{
    return b[0] + i;
}

static inline uint64_t zero_and_use(uint8_t *b, size_t size, uint64_t i)
{
    go_clear(b, size);
    return use(b, i);
}

VARIANT(stack, i)
{
    uint8_t array[LIMIT], *b = array;
    ESCAPE(b);
    return zero_and_use(b, LIMIT, i);
}

VARIANT(heap, i)
{
    uint8_t *b = malloc(LIMIT + 1);
    ESCAPE(b);
    uint64_t result = zero_and_use(b, LIMIT + 1, i);
    free(b);
    return result;
}

const struct scenario scenario_implicit_limit = {
    .name = "implicit_limit",
    .origin = "R3b",
    .title = "A slice is one byte too large for the frame",
    .note = "the stack side is 65536 bytes, Go's limit; Go rounds the heap side to 73728",
    .sizes = { { LIMIT + 1, { { "stack", stack, 0, 0 }, { "heap", heap, 1, LIMIT + 1 } } } },
};
