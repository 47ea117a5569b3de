/* SPDX-License-Identifier: MIT
 *
 * for key, elem := range m. Go keeps the iterator in the reader's frame: 96
 * bytes (Go 1.19, runtime/map.go:165 hiter), zeroed and filled by mapiterinit.
 * Go starts at a random entry (map.go:849). Here the caller chooses the
 * entry. One bucket, as in map.h.
 */
#ifndef GORT_MAP_ITERATOR_H
#define GORT_MAP_ITERATOR_H

#include "map.h"

struct go_map_iterator {
    void *key; /* NULL at the end */
    void *elem;
    const void *type;
    const struct go_map *map;
    void *buckets;
    void *bucket;
    void *overflow, *old_overflow;
    uintptr_t start_bucket;
    uint8_t offset; /* the entry to start at */
    uint8_t wrapped;
    uint8_t b;
    uint8_t seen; /* how many entries were read */
    uintptr_t bucket_index;
    uintptr_t check_bucket;
};

_Static_assert(sizeof(struct go_map_iterator) == 96, "Go's hiter");

/* runtime.mapiternext: the next entry that is not empty. */
static inline void go_map_next(struct go_map_iterator *it, size_t key_size, size_t elem_size)
{
    uint8_t *bucket = it->bucket;
    while (it->seen < GO_BUCKET) {
        size_t entry = (it->seen++ + (size_t) it->offset) % GO_BUCKET;
        if (bucket[entry] < GO_TOP_HASH_LEAST)
            continue;
        it->key = bucket + GO_BUCKET + entry * key_size;
        it->elem = bucket + GO_BUCKET + GO_BUCKET * key_size + entry * elem_size;
        return;
    }
    it->key = it->elem = NULL;
}

/* runtime.mapiterinit: `it` is zeroed. */
static inline void go_map_first(struct go_map_iterator *it, const struct go_map *map,
                                uint8_t offset, size_t key_size, size_t elem_size)
{
    it->map = map;
    it->buckets = it->bucket = map->buckets;
    it->b = map->b;
    it->offset = offset % GO_BUCKET;
    go_map_next(it, key_size, elem_size);
}

#endif
