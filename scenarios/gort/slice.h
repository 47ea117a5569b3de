/* SPDX-License-Identifier: MIT
 *
 * Go's slice: a view of an array, 24 bytes (Go 1.19, runtime/slice.go:15).
 */
#ifndef GORT_SLICE_H
#define GORT_SLICE_H

#include <stdint.h>

struct go_slice {
    void *array;
    int64_t len;
    int64_t cap;
};

_Static_assert(sizeof(struct go_slice) == 24, "Go's slice header");

#endif
