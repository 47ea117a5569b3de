/* SPDX-License-Identifier: MIT
 *
 * Growing arrays. Thread-safe.
 */
#ifndef HARNESS_BASE_ARRAY_H
#define HARNESS_BASE_ARRAY_H

#include <stddef.h>

/* Makes room for one more item in an array with `count` items of `item` bytes and room for
 * *size. Returns the array, which may have moved, and raises *size if it grew. NULL: no
 * memory; `items` and *size are then as before. An array without items is NULL with size 0.
 * The caller frees the array. */
void *array_grow(void *items, size_t count, size_t *size, size_t item);

#endif
