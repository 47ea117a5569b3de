/* SPDX-License-Identifier: MIT
 *
 * append(s, value) for []int: what the compiler puts in place (a check of the
 * capacity, a store) and the growth that it calls (Go 1.19,
 * cmd/compile/internal/ssagen/ssa.go:3417; runtime/slice.go:178 growslice).
 */
#ifndef GORT_APPEND_H
#define GORT_APPEND_H

#include "harness/scenario.h"
#include "size_class.h"
#include "slice.h"

#include <string.h>

/* The capacity that growslice gives if `cap` is not enough for `needed` elements: twice as
 * much below 256, a smaller factor above, rounded up to a size class of the allocator
 * (slice.go:200). */
static inline int64_t go_grown_cap(int64_t cap, int64_t needed, size_t elem_size)
{
    enum { THRESHOLD = 256 };
    int64_t grown = cap;
    if (needed > 2 * cap)
        grown = needed;
    else if (cap < THRESHOLD)
        grown = 2 * cap;
    else
        while (grown < needed)
            grown += (grown + 3 * THRESHOLD) / 4;
    return (int64_t) (go_round_up((size_t) grown * elem_size) / elem_size);
}

/* Gives `s` a larger array with its elements. The tail that append will not write is
 * cleared. The old array is not freed, because it may lie in a frame. */
static NOIPA void go_grow_ints(struct go_slice *s, int64_t needed)
{
    int64_t cap = go_grown_cap(s->cap, needed, sizeof(int64_t));
    int64_t *array = malloc((size_t) cap * sizeof *array);
    ESCAPE(array);
    memcpy(array, s->array, (size_t) s->len * sizeof *array);
    memset(array + needed, 0, (size_t) (cap - needed) * sizeof *array);
    s->array = array;
    s->cap = cap;
}

static inline void go_append_int(struct go_slice *s, int64_t value)
{
    if (s->len + 1 > s->cap)
        go_grow_ints(s, s->len + 1);
    ((int64_t *) s->array)[s->len++] = value;
}

#endif
