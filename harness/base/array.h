/* SPDX-License-Identifier: MIT
 *
 * Arrays that grow by doubling. Ownership: the caller's, who frees an array with free.
 * Thread-safe.
 */
#ifndef HARNESS_BASE_ARRAY_H
#define HARNESS_BASE_ARRAY_H

#include <stddef.h>

/* Makes room for one more item. `items` has `count` items of `item` bytes each and room for
 * *size of them; an empty array is NULL with *size 0. Returns the array, which may have moved,
 * and raises *size if the array grew. NULL: no memory; `items` and *size are as before. */
void *array_grow(void *items, size_t count, size_t *size, size_t item);

#endif
