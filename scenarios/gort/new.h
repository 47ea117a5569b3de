/* SPDX-License-Identifier: MIT
 *
 * runtime.newobject: zeroed memory on the heap (Go 1.19, runtime/malloc.go:1201).
 */
#ifndef GORT_NEW_H
#define GORT_NEW_H

#include "harness/scenario.h"

#include <string.h>

/* `size` zeroed bytes that the compiler knows nothing about; for free(). */
static inline void *go_new(size_t size)
{
    void *object = malloc(size);
    ESCAPE(object);
    memset(object, 0, size);
    return object;
}

#endif
