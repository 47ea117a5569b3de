/* SPDX-License-Identifier: MIT
 *
 * f := foo; f(&data); fmt.Println(data). The compiler knows what f is, so data
 * stays in the frame. "data escapes to heap" speaks of the copy that Println's
 * interface{} needs: its box. A value below 256 needs none. */

#include "gort/box.h"

/* foo, inlined as in Go. */
static inline void foo(int64_t *data)
{
    *data += 1;
}

/* Replaces fmt: dispatches on the type's word and reads. */
static NOIPA uint64_t print(const struct go_interface *args, int64_t len)
{
    uint64_t sum = 0;
    for (int64_t a = 0; a < len; a++)
        if (args[a].type == &go_int)
            sum += (uint64_t) * (int64_t *) args[a].data & 255;
    return sum;
}

static inline uint64_t box_and_print(void *box)
{
    struct go_interface args[1] = { { &go_int, box } }, *slice = args;
    ESCAPE(slice);
    return print(slice, 1);
}

VARIANT(stack, i)
{
    int64_t data = 1024 + (int64_t) (i & 127);
    foo(&data);
    int64_t box = data;
    return box_and_print(&box);
}

VARIANT(heap, i)
{
    int64_t data = 1024 + (int64_t) (i & 127);
    foo(&data);
    void *box = go_box_int(data);
    uint64_t result = box_and_print(box);
    free(box);
    return result;
}

VARIANT(boxed_static, i)
{
    int64_t data = (int64_t) (i & 127);
    foo(&data);
    return box_and_print(go_box_int(data));
}

const struct scenario scenario_print_value = {
    .name = "print_value",
    .origin = "S6",
    .title = "A value is printed: its box escapes, not the value",
    .note = "formatting left out; the article's data = 10 is the static variant",
    .sizes = { { 8,
                 { { "stack", stack, 0, 0 },
                   { "heap", heap, 1, 8 },
                   { "static", boxed_static, 0, 0 } } } },
};
