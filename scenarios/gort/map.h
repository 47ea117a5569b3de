/* SPDX-License-Identifier: MIT
 *
 * Go's map as small as Go makes it on the stack: a header and one bucket of
 * eight (Go 1.19, runtime/map.go:116 hmap, :150 bmap; made without the heap by
 * cmd/compile/internal/walk/builtin.go:265). A bucket is 8 hash bytes, 8 keys,
 * 8 elements and an overflow pointer. Go compiles one bucket and one pair of
 * functions for each kind of map; GO_MAP does here.
 *
 * Left out: growth (the ninth key aborts), deletion, aeshash (hash.h says what
 * stands for it), fastrand (the scenario brings the map's seed).
 */
#ifndef GORT_MAP_H
#define GORT_MAP_H

#include "go_string.h"
#include "hash.h"
#include "interface.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { GO_BUCKET = 8, GO_TOP_HASH_LEAST = 5 /* smaller values are marks: map.go:98 */ };

struct go_map {
    int64_t count;
    uint8_t flags;
    uint8_t b; /* log2 of the number of buckets */
    uint16_t overflows;
    uint32_t seed;
    void *buckets;
    void *old_buckets;
    uintptr_t evacuated;
    void *extra;
};

_Static_assert(sizeof(struct go_map) == 48, "Go's hmap");

static inline uint64_t go_hash_string(struct go_string key, uint64_t seed)
{
    return go_hash(key.bytes, (size_t) key.len, seed);
}

/* runtime.nilinterhash (runtime/alg.go:117): through the type's word. */
static inline uint64_t go_hash_interface(struct go_interface key, uint64_t seed)
{
    return key.type->hash(key.data, seed);
}

static inline int go_same_string(struct go_string a, struct go_string b)
{
    return a.len == b.len && (a.bytes == b.bytes || memcmp(a.bytes, b.bytes, (size_t) a.len) == 0);
}

static inline uint8_t go_top_hash(uint64_t hash)
{
    uint8_t top = (uint8_t) (hash >> 56);
    return top < GO_TOP_HASH_LEAST ? top + GO_TOP_HASH_LEAST : top;
}

/* GO_MAP(kind, key type, element type, hash, same) defines struct
 * go_bucket_<kind> and
 *   find_<kind>(map, key): where the key's element is, or NULL
 *     (runtime.mapaccess1 and mapaccess1_faststr);
 *   assign_<kind>(map, key): where to store it, the key entered when it is new
 *     (runtime.mapassign and mapassign_faststr).
 * The map's bucket must be there, zeroed. */
#define GO_MAP(kind, key_type, elem_type, hash, same)                                              \
    struct go_bucket_##kind {                                                                      \
        uint8_t top_hash[GO_BUCKET];                                                               \
        key_type keys[GO_BUCKET];                                                                  \
        elem_type elems[GO_BUCKET];                                                                \
        void *overflow;                                                                            \
    };                                                                                             \
    static inline __attribute__((unused))                                                          \
    elem_type *find_##kind(const struct go_map *map, key_type key)                                 \
    {                                                                                              \
        struct go_bucket_##kind *bucket = map->buckets;                                            \
        uint8_t top = go_top_hash(hash(key, map->seed));                                           \
        for (int i = 0; i < GO_BUCKET; i++)                                                        \
            if (bucket->top_hash[i] == top && same(bucket->keys[i], key))                          \
                return &bucket->elems[i];                                                          \
        return NULL;                                                                               \
    }                                                                                              \
    static inline elem_type *assign_##kind(struct go_map *map, key_type key)                       \
    {                                                                                              \
        struct go_bucket_##kind *bucket = map->buckets;                                            \
        uint8_t top = go_top_hash(hash(key, map->seed));                                           \
        int empty = -1;                                                                            \
        for (int i = 0; i < GO_BUCKET; i++) {                                                      \
            if (bucket->top_hash[i] == top && same(bucket->keys[i], key))                          \
                return &bucket->elems[i];                                                          \
            if (bucket->top_hash[i] == 0 && empty < 0)                                             \
                empty = i;                                                                         \
        }                                                                                          \
        if (empty < 0)                                                                             \
            abort(); /* growth is left out */                                                      \
        bucket->top_hash[empty] = top;                                                             \
        bucket->keys[empty] = key;                                                                 \
        map->count++;                                                                              \
        return &bucket->elems[empty];                                                              \
    }

#endif
