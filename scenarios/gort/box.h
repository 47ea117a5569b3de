/* SPDX-License-Identifier: MIT
 *
 * Boxing an int: what Go does for interface{}(value) when the box escapes.
 */
#ifndef GORT_BOX_H
#define GORT_BOX_H

#include "harness/scenario.h"
#include "int.h"

/* The boxes of small integers: boxing one of them allocates nothing (Go 1.19,
 * runtime/iface.go:493, staticuint64s). */
enum { GO_SMALL_INTS = 256 };

#define GO_SMALL_8(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
#define GO_SMALL_64(n)                                                                             \
    GO_SMALL_8(n), GO_SMALL_8(n + 8), GO_SMALL_8(n + 16), GO_SMALL_8(n + 24), GO_SMALL_8(n + 32),  \
        GO_SMALL_8(n + 40), GO_SMALL_8(n + 48), GO_SMALL_8(n + 56)

static const int64_t go_small_ints[GO_SMALL_INTS] = { GO_SMALL_64(0), GO_SMALL_64(64),
                                                      GO_SMALL_64(128), GO_SMALL_64(192) };

/* runtime.convT64 (runtime/iface.go:378): the box of an integer, on the heap
 * unless it is one of the small ones. The caller frees a heap box. A function
 * of its own, as in Go, so that each value is checked for being small. */
static NOIPA void *go_box_int(int64_t value)
{
    if ((uint64_t) value < GO_SMALL_INTS)
        return (void *) &go_small_ints[value];
    int64_t *box = malloc(sizeof *box); /* convT64 does not zero */
    ESCAPE(box);
    *box = value;
    return box;
}

#endif
