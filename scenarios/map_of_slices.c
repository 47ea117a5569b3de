/* SPDX-License-Identifier: MIT
 *
 * m["key"] = []string{"value"}. The slice's backing array escapes when its
 * header is stored in a map, even if the map itself stays in the frame. The
 * text is read-only data and is never copied. */

#include "gort/map.h"
#include "gort/new.h"
#include "gort/slice.h"

GO_MAP(slices, struct go_string, struct go_slice, go_hash_string, go_same_string)
_Static_assert(sizeof(struct go_bucket_slices) == 336, "Go's bucket of map[string][]string");

static NOIPA uint64_t read_value(const struct go_map *map)
{
    const struct go_slice *value = find_slices(map, GO_STRING("key"));
    return (uint64_t) ((const struct go_string *) value->array)[0].len;
}

/* The article's program; `backing` is the array of the slice stored. */
static inline uint64_t store(struct go_string *backing, uint64_t i)
{
    struct go_bucket_slices bucket;
    struct go_map header = { .buckets = &bucket, .seed = (uint32_t) i }, *map = &header;
    go_clear(&bucket, sizeof bucket);
    ESCAPE(map);
    *backing = (struct go_string){ "value", (int64_t) (i & 3) };
    *assign_slices(map, GO_STRING("key")) = (struct go_slice){ backing, 1, 1 };
    return read_value(map);
}

VARIANT(stack, i)
{
    struct go_string array = { 0 }, *backing = &array;
    ESCAPE(backing);
    return store(backing, i);
}

VARIANT(heap, i)
{
    struct go_string *backing = go_new(sizeof *backing);
    uint64_t result = store(backing, i);
    free(backing);
    return result;
}

const struct scenario scenario_map_of_slices = {
    .name = "map_of_slices",
    .origin = "S4",
    .title = "A slice is stored in a map",
    .note = "the map is in the frame in both variants",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 16 } } } },
};
