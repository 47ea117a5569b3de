/* SPDX-License-Identifier: MIT */
#include "array.h"

#include <stdint.h>
#include <stdlib.h>

enum { ITEMS_FIRST = 16 };

void *array_grow(void *items, size_t count, size_t *size, size_t item)
{
    if (count < *size)
        return items;
    if (*size > SIZE_MAX / 2 / item)
        return NULL;
    size_t more = *size ? 2 * *size : ITEMS_FIRST;
    void *grown = realloc(items, more * item);
    *size = grown ? more : *size;
    return grown;
}
