/* SPDX-License-Identifier: MIT
 *
 * m := map[string]interface{}{}; m["key"] = value. The value is boxed, and a
 * box whose address a map holds escapes, although the map itself stays in the
 * frame: 48 bytes of header and a bucket of 272. */

#include "gort/box.h"
#include "gort/map.h"
#include "gort/new.h"

GO_MAP(any, struct go_string, struct go_interface, go_hash_string, go_same_string)
_Static_assert(sizeof(struct go_bucket_any) == 272, "Go's bucket of map[string]interface{}");

static NOIPA uint64_t read_value(const struct go_map *map)
{
    const struct go_interface *value = find_any(map, GO_STRING("key"));
    return value->type == &go_int ? (uint64_t) * (int64_t *) value->data & 255 : 0;
}

/* The article's program; `box` holds the value. */
static inline uint64_t store(void *box, uint64_t i)
{
    struct go_bucket_any bucket;
    struct go_map header = { .buckets = &bucket, .seed = (uint32_t) i }, *map = &header;
    go_clear(&bucket, sizeof bucket);
    ESCAPE(map);
    *assign_any(map, GO_STRING("key")) = (struct go_interface){ &go_int, box };
    return read_value(map);
}

VARIANT(stack, i)
{
    int64_t box = 1024 + (int64_t) (i & 255);
    return store(&box, i);
}

VARIANT(heap, i)
{
    void *box = go_box_int(1024 + (int64_t) (i & 255));
    uint64_t result = store(box, i);
    free(box);
    return result;
}

VARIANT(boxed_static, i)
{
    return store(go_box_int((int64_t) (i & 255)), i);
}

const struct scenario scenario_box_map_value = {
    .name = "box_map_value",
    .origin = "S2",
    .title = "A value is boxed into a map[string]interface{}",
    .note = "the map is in the frame in all variants; the article's constant 200 is the static one",
    .sizes = { { 8,
                 { { "stack", stack, 0, 0 },
                   { "heap", heap, 1, 8 },
                   { "static", boxed_static, 0, 0 } } } },
};
