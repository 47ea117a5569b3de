/* SPDX-License-Identifier: MIT
 *
 * Go's map[string][]string, as small as Go makes it on the stack: a header and
 * one bucket of eight (Go 1.19, runtime/map.go:116 hmap, :151 bmap; layout in
 * cmd/compile/internal/walk/builtin.go:265). The header is 48 bytes; a bucket
 * is 8 hash bytes, 8 keys, 8 elements and an overflow pointer: 336 bytes.
 *
 * Left out: growth (the ninth key aborts), iteration, deletion, aeshash (FNV-1a
 * stands for it). The seed is per map, as in Go.
 */
#ifndef GORT_MAP_H
#define GORT_MAP_H

#include "slice.h"
#include "string.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { GO_BUCKET = 8, GO_TOP_HASH_LEAST = 5 /* smaller values are marks: map.go:86 */ };

struct go_bucket {
    uint8_t top_hash[GO_BUCKET];
    struct go_string keys[GO_BUCKET];
    struct go_slice elems[GO_BUCKET];
    struct go_bucket *overflow;
};

struct go_map {
    int64_t count;
    uint8_t flags;
    uint8_t b; /* log2 of the number of buckets */
    uint16_t overflows;
    uint32_t seed;
    struct go_bucket *buckets;
    struct go_bucket *old_buckets;
    uintptr_t evacuated;
    void *extra;
};

_Static_assert(sizeof(struct go_map) == 48, "Go's hmap");
_Static_assert(sizeof(struct go_bucket) == 336, "Go's bucket of map[string][]string");

static inline uint8_t go_top_hash(const struct go_map *map, struct go_string key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ map->seed;
    for (int64_t i = 0; i < key.len; i++)
        hash = (hash ^ (uint8_t) key.bytes[i]) * UINT64_C(0x100000001b3);
    uint8_t top = (uint8_t) (hash >> 56);
    return top < GO_TOP_HASH_LEAST ? top + GO_TOP_HASH_LEAST : top;
}

static inline int go_same_string(struct go_string a, struct go_string b)
{
    return a.len == b.len && (a.bytes == b.bytes || memcmp(a.bytes, b.bytes, (size_t) a.len) == 0);
}

/* make(map[string][]string) whose header and bucket the caller brings, zeroed. */
static inline void go_map_init(struct go_map *map, struct go_bucket *bucket, uint32_t seed)
{
    map->buckets = bucket;
    map->seed = seed;
}

/* Where the element of `key` is: runtime.mapaccess1_faststr. NULL: not there. */
static inline struct go_slice *go_map_find(const struct go_map *map, struct go_string key)
{
    uint8_t top = go_top_hash(map, key);
    for (int i = 0; i < GO_BUCKET; i++)
        if (map->buckets->top_hash[i] == top && go_same_string(map->buckets->keys[i], key))
            return &map->buckets->elems[i];
    return NULL;
}

/* Where to store the element of `key`: runtime.mapassign_faststr. */
static inline struct go_slice *go_map_assign(struct go_map *map, struct go_string key)
{
    struct go_bucket *bucket = map->buckets;
    uint8_t top = go_top_hash(map, key);
    int empty = -1;
    for (int i = 0; i < GO_BUCKET; i++) {
        if (bucket->top_hash[i] == top && go_same_string(bucket->keys[i], key))
            return &bucket->elems[i];
        if (bucket->top_hash[i] == 0 && empty < 0)
            empty = i;
    }
    if (empty < 0)
        abort(); /* growth is left out */
    bucket->top_hash[empty] = top;
    bucket->keys[empty] = key;
    map->count++;
    return &bucket->elems[empty];
}

#endif
