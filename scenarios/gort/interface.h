/* SPDX-License-Identifier: MIT
 *
 * Go's interface{}: the type's word and a pointer to the value, 16 bytes (Go
 * 1.19, runtime/runtime2.go:207 eface). A value put into it needs a place of
 * its own, its box; where that lies is what escape analysis decides.
 */
#ifndef GORT_INTERFACE_H
#define GORT_INTERFACE_H

#include <stdint.h>

/* What a type's word leads to; of Go's _type (runtime/type.go:35) only what a
 * scenario needs. */
struct go_type {
    const char *name;
    uint64_t (*hash)(const void *value, uint64_t seed);
    int (*equal)(const void *a, const void *b);
};

struct go_interface {
    const struct go_type *type;
    void *data;
};

_Static_assert(sizeof(struct go_interface) == 16, "Go's eface");

/* runtime.efaceeq (runtime/alg.go:229): same type and equal values; a box's
 * address says nothing. */
static inline int go_same_interface(struct go_interface a, struct go_interface b)
{
    return a.type == b.type && (a.data == b.data || a.type->equal(a.data, b.data));
}

#endif
