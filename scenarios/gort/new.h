/* SPDX-License-Identifier: MIT
 *
 * Zeroed memory. Go zeroes a new object wherever it lies: in the frame by code
 * that the compiler puts in place, on the heap in runtime.newobject (Go 1.19,
 * runtime/malloc.go:1201). Left out: Go's heap may know a block to be zero.
 */
#ifndef GORT_NEW_H
#define GORT_NEW_H

#include "harness/scenario.h"

#include <string.h>

/* Zeroes `size` bytes by the same call wherever they are. For large known
 * sizes a compiler would otherwise choose slow code of its own (rep stos). */
static inline void go_clear(void *memory, size_t size)
{
    VALUE(size);
    memset(memory, 0, size);
    ESCAPE(memory);
}

/* `size` zeroed bytes that the compiler knows nothing about. The caller frees them. */
static inline void *go_new(size_t size)
{
    enum { BY_A_FEW_STORES = 64 };
    void *object = malloc(size);
    ESCAPE(object);
    /* NOLINTBEGIN(clang-analyzer-unix.Malloc): not lost, only ESCAPEd */
    if (size <= BY_A_FEW_STORES)
        memset(object, 0, size);
    else
        go_clear(object, size);
    /* NOLINTEND(clang-analyzer-unix.Malloc) */
    return object;
}

#endif
