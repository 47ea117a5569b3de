/* SPDX-License-Identifier: MIT
 *
 * The type int, as an interface's type word leads to it.
 */
#ifndef GORT_INT_H
#define GORT_INT_H

#include "hash.h"
#include "interface.h"

static uint64_t go_hash_int(const void *value, uint64_t seed)
{
    return go_hash(value, sizeof(int64_t), seed);
}

static int go_equal_int(const void *a, const void *b)
{
    return *(const int64_t *) a == *(const int64_t *) b;
}

/* Go's `int` in an interface has this type word; one object for the program. */
static const struct go_type go_int = { "int", go_hash_int, go_equal_int };

#endif
