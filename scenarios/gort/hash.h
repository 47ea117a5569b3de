/* SPDX-License-Identifier: MIT
 *
 * The hash of a map's key. FNV-1a replaces Go's aeshash (runtime/alg.go),
 * which needs the processor's AES instructions; both mix in the map's seed.
 */
#ifndef GORT_HASH_H
#define GORT_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t go_hash(const void *bytes, size_t size, uint64_t seed)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const uint8_t *) bytes)[i]) * UINT64_C(0x100000001b3);
    return hash;
}

#endif
