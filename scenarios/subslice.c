/* SPDX-License-Identifier: MIT
 *
 * head := a[:3]. A slice is a view of an array, and a view of three elements
 * keeps all of them alive. In `released` the three are copied (append to nil),
 * and the array is freed. */

#include "gort/new.h"
#include "gort/slice.h"

enum { HEAD = 3, HEAD_BYTES = HEAD * sizeof(int64_t) };

static struct go_slice kept; /* what the program goes on using */

/* `n` ints made at run time, so on the heap. */
static inline int64_t *read_numbers(size_t n, uint64_t i)
{
    int64_t *numbers = malloc(n * sizeof *numbers);
    for (size_t k = 0; k < n; k++)
        numbers[k] = (int64_t) (i + k);
    ESCAPE(numbers);
    return numbers;
}

static inline uint64_t released(size_t n, uint64_t i)
{
    int64_t *numbers = read_numbers(n, i), *copy = malloc(HEAD_BYTES);
    memcpy(copy, numbers, HEAD_BYTES);
    free(numbers);
    kept = (struct go_slice){ copy, HEAD, HEAD };
    return (uint64_t) copy[HEAD - 1];
}

static inline uint64_t retained(size_t n, uint64_t i)
{
    int64_t *numbers = read_numbers(n, i);
    kept = (struct go_slice){ numbers, HEAD, (int64_t) n };
    return (uint64_t) numbers[HEAD - 1];
}

VARIANT(released_10, i)
{
    return released(10, i);
}

VARIANT(retained_10, i)
{
    return retained(10, i);
}

VARIANT(released_1000000, i)
{
    return released(1000000, i);
}

VARIANT(retained_1000000, i)
{
    return retained(1000000, i);
}

const struct scenario scenario_subslice = {
    .name = "subslice",
    .origin = "L5",
    .title = "Three elements of a large array are kept",
    .note = "the array is made at run time; the article's ten literals stay on the stack",
    .instances = 2000,
    .sizes = {
        { 80, { { "released", released_10, 1, HEAD_BYTES }, { "retained", retained_10, 1, 80 } } },
        { 8000000,
          { { "released", released_1000000, 1, HEAD_BYTES },
            { "retained", retained_1000000, 1, 8000000 } } },
    },
};
