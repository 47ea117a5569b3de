/* SPDX-License-Identifier: MIT
 *
 * m := map[interface{}]interface{}{}; m[key] = value. Key and value are boxed,
 * and both boxes escape. Such a map hashes and compares its keys through their
 * type's word; the reader ranges over the map, which stays in the frame. */

#include "gort/box.h"
#include "gort/map_iterator.h"
#include "gort/new.h"

GO_MAP(any, struct go_interface, struct go_interface, go_hash_interface, go_same_interface)
_Static_assert(sizeof(struct go_bucket_any) == 272, "Go's bucket of map[interface{}]interface{}");

static NOIPA uint64_t sum_all(const struct go_map *map, uint8_t start)
{
    enum { ANY = sizeof(struct go_interface) };
    uint64_t sum = 0;
    struct go_map_iterator it = { 0 };
    for (go_map_first(&it, map, start, ANY, ANY); it.key; go_map_next(&it, ANY, ANY)) {
        const struct go_interface *key = it.key, *elem = it.elem;
        if (key->type == &go_int && elem->type == &go_int)
            sum += (uint64_t) (*(int64_t *) key->data + *(int64_t *) elem->data) & 255;
    }
    return sum;
}

static inline uint64_t store(void *key, void *value, uint64_t i)
{
    struct go_bucket_any bucket;
    struct go_map header = { .buckets = &bucket, .seed = (uint32_t) i }, *map = &header;
    go_clear(&bucket, sizeof bucket);
    const struct go_type *type = &go_int;
    ESCAPE(map);
    ESCAPE(type); /* the key's type is found out at run time, as in Go */
    *assign_any(map, (struct go_interface){ type, key }) = (struct go_interface){ &go_int, value };
    return sum_all(map, (uint8_t) i);
}

VARIANT(stack, i)
{
    int64_t key = 1024 + (int64_t) (i & 127), value = key;
    return store(&key, &value, i);
}

VARIANT(heap, i)
{
    void *key = go_box_int(1024 + (int64_t) (i & 127));
    void *value = go_box_int(1024 + (int64_t) (i & 127));
    uint64_t result = store(key, value, i);
    free(value);
    free(key);
    return result;
}

VARIANT(boxed_static, i)
{
    int64_t small = (int64_t) (i & 127);
    return store(go_box_int(small), go_box_int(small), i);
}

const struct scenario scenario_box_map_key = {
    .name = "box_map_key",
    .origin = "S3",
    .title = "Key and value are boxed into a map[interface{}]interface{}",
    .note = "the map is in the frame in all variants; the article's constants are the static one",
    .sizes = { { 16,
                 { { "stack", stack, 0, 0 },
                   { "heap", heap, 2, 16 },
                   { "static", boxed_static, 0, 0 } } } },
};
