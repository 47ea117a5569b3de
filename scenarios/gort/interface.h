/* SPDX-License-Identifier: MIT
 *
 * Go's interface{}: the type's word and a pointer to the value, 16 bytes (Go
 * 1.19, runtime/runtime2.go: eface). A value put into it needs a place of its
 * own, its box; where that lies is what escape analysis decides.
 */
#ifndef GORT_INTERFACE_H
#define GORT_INTERFACE_H

#include "new.h"

struct go_type {
    const char *name;
};

struct go_interface {
    const struct go_type *type;
    void *data;
};

_Static_assert(sizeof(struct go_interface) == 16, "Go's eface");

/* Go's `int` in an interface has this type word; one object for the program. */
static const struct go_type go_int = { "int" };

/* The boxes of small integers: boxing one of them allocates nothing (Go 1.19,
 * runtime/iface.go:493, staticuint64s). */
enum { GO_SMALL_INTS = 256 };

#define GO_SMALL_8(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
#define GO_SMALL_64(n)                                                                             \
    GO_SMALL_8(n), GO_SMALL_8(n + 8), GO_SMALL_8(n + 16), GO_SMALL_8(n + 24), GO_SMALL_8(n + 32),  \
        GO_SMALL_8(n + 40), GO_SMALL_8(n + 48), GO_SMALL_8(n + 56)

static const int64_t go_small_ints[GO_SMALL_INTS] = { GO_SMALL_64(0), GO_SMALL_64(64),
                                                      GO_SMALL_64(128), GO_SMALL_64(192) };

/* runtime.convT64 (runtime/iface.go:377): the box of an integer, on the heap
 * unless it is one of the small ones. A heap box is for free(). */
static inline void *go_box_int(int64_t value)
{
    if ((uint64_t) value < GO_SMALL_INTS)
        return (void *) &go_small_ints[value];
    int64_t *box = malloc(sizeof *box); /* convT64 does not zero */
    ESCAPE(box);
    *box = value;
    return box;
}

#endif
