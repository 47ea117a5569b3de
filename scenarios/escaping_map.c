/* SPDX-License-Identifier: MIT
 *
 * m := map[string]interface{}{}; m["key"] = value; keep(m). Now the map itself
 * escapes: a header of 48 bytes and, with the first key, a bucket of 272. The
 * value's box is in the frame in both variants. */

#include "gort/int.h"
#include "gort/map.h"
#include "gort/new.h"

GO_MAP(any, struct go_string, struct go_interface, go_hash_string, go_same_string)

static NOIPA uint64_t read_value(const struct go_map *map)
{
    const struct go_interface *value = find_any(map, GO_STRING("key"));
    return value->type == &go_int ? (uint64_t) * (int64_t *) value->data : 0;
}

static inline uint64_t fill(struct go_map *map, struct go_bucket_any *bucket, uint64_t i)
{
    int64_t box = (int64_t) i;
    map->seed = (uint32_t) i;
    map->buckets = bucket;
    ESCAPE(map);
    *assign_any(map, GO_STRING("key")) = (struct go_interface){ &go_int, &box };
    return read_value(map);
}

VARIANT(stack, i)
{
    struct go_map header = { 0 }, *map = &header;
    struct go_bucket_any first, *bucket = &first;
    ESCAPE(map);
    go_clear(bucket, sizeof first);
    return fill(map, bucket, i);
}

VARIANT(heap, i)
{
    struct go_map *map = go_new(sizeof *map);
    struct go_bucket_any *bucket = go_new(sizeof *bucket);
    uint64_t result = fill(map, bucket, i);
    free(bucket);
    free(map);
    return result;
}

const struct scenario scenario_escaping_map = {
    .name = "escaping_map",
    .origin = "S2m",
    .title = "A small map escapes as a whole",
    .sizes = { { 320, { { "stack", stack, 0, 0 }, { "heap", heap, 2, 320 } } } },
};
