/* SPDX-License-Identifier: MIT
 *
 * data := []interface{}{100, 200}; data[0] = value. Storing into a slice of
 * interfaces boxes the value, and the box escapes; the slice and the boxes of
 * its literal stay in the frame. Values below 256 are boxed for free. */

#include "gort/box.h"

static NOIPA uint64_t read_first(const struct go_interface *data)
{
    return data[0].type == &go_int ? (uint64_t) * (int64_t *) data[0].data & 255 : 0;
}

/* The article's program around one assignment; `box` holds the new value. */
static inline uint64_t assign(void *box)
{
    int64_t hundred = 100, two_hundred = 200;
    struct go_interface data[2] = { { &go_int, &hundred }, { &go_int, &two_hundred } };
    struct go_interface *slice = data;
    ESCAPE(slice);
    slice[0] = (struct go_interface){ &go_int, box };
    return read_first(slice);
}

VARIANT(stack, i)
{
    int64_t box = 1024 + (int64_t) (i & 255);
    return assign(&box);
}

VARIANT(heap, i)
{
    void *box = go_box_int(1024 + (int64_t) (i & 255));
    uint64_t result = assign(box);
    free(box);
    return result;
}

VARIANT(boxed_static, i)
{
    return assign(go_box_int((int64_t) (i & 255)));
}

const struct scenario scenario_box_slice_element = {
    .name = "box_slice_element",
    .origin = "S1",
    .title = "A value is boxed into an element of []interface{}",
    .sizes = { { 8,
                 { { "stack", stack, 0, 0 },
                   { "heap", heap, 1, 8 },
                   { "static", boxed_static, 0, 0 } } } },
};
