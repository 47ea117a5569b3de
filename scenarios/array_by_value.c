/* SPDX-License-Identifier: MIT
 *
 * func read(a [1000000]int). An array passed by value is copied for the call,
 * on the stack however large it is; nothing escapes. `stack` passes a pointer,
 * `value` copies into the frame, as C and Go do for an argument, `heap` copies
 * into an array allocated for the call. */

#include "harness/scenario.h"

#include <string.h>

static int64_t *callers; /* the caller's array */

static void setup(size_t size)
{
    callers = malloc(size);
    memset(callers, 1, size);
}

static void teardown(void)
{
    free(callers);
}

static NOIPA uint64_t read_ends(const int64_t *a, size_t size)
{
    return (uint64_t) a[0] + (uint64_t) a[size / sizeof *a - 1];
}

/* One copy routine for both: only where the copy lives differs. */
static inline uint64_t copy_and_read(int64_t *copy, size_t size)
{
    VALUE(size);
    ESCAPE(copy);
    memcpy(copy, callers, size);
    ESCAPE(copy);
    return read_ends(copy, size);
}

#define ARRAY(size)                                                                                \
    VARIANT(stack_##size, i)                                                                       \
    {                                                                                              \
        callers[0] = (int64_t) i;                                                                  \
        return read_ends(callers, size);                                                           \
    }                                                                                              \
    VARIANT(value_##size, i)                                                                       \
    {                                                                                              \
        int64_t copy[(size) / sizeof(int64_t)];                                                    \
        callers[0] = (int64_t) i;                                                                  \
        return copy_and_read(copy, size);                                                          \
    }                                                                                              \
    VARIANT(heap_##size, i)                                                                        \
    {                                                                                              \
        callers[0] = (int64_t) i;                                                                  \
        int64_t *copy = malloc(size);                                                              \
        uint64_t result = copy_and_read(copy, size);                                               \
        free(copy);                                                                                \
        return result;                                                                             \
    }

ARRAY(4096)
ARRAY(65536)
ARRAY(1048576)
ARRAY(8000000)

#define SIZE(size)                                                                                 \
    {                                                                                              \
        size,                                                                                      \
        {                                                                                          \
            { "stack", stack_##size, 0, 0 }, { "value", value_##size, 0, 0 },                      \
                { "heap", heap_##size, 1, size },                                                  \
        }                                                                                          \
    }

const struct scenario scenario_array_by_value = {
    .name = "array_by_value",
    .origin = "L6",
    .title = "A large array is passed by value",
    .note = "copying cost, not a leak: Go keeps the argument on the stack",
    .sizes = { SIZE(4096), SIZE(65536), SIZE(1048576), SIZE(8000000) },
    .setup = setup,
    .teardown = teardown,
};
