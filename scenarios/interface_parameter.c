/* SPDX-License-Identifier: MIT
 *
 * func f(x interface{}); f(n). An argument for an interface{} is boxed. The box
 * is in the frame when f only looks at it, and on the heap when f may keep it,
 * even on a path that is never taken. The call is the same. */

#include "gort/box.h"

static const struct go_type kept_type = { "never passed", NULL, NULL };
static void *kept;

static NOIPA uint64_t f(struct go_interface x)
{
    if (x.type == &kept_type)
        kept = x.data;
    return x.type == &go_int ? (uint64_t) * (int64_t *) x.data & 255 : 0;
}

/* f as the caller sees it, the same for all variants. */
static inline uint64_t pass(void *box)
{
    ESCAPE(box);
    return f((struct go_interface){ &go_int, box });
}

VARIANT(stack, i)
{
    int64_t box = 1024 + (int64_t) (i & 255);
    return pass(&box);
}

VARIANT(heap, i)
{
    void *box = go_box_int(1024 + (int64_t) (i & 255));
    uint64_t result = pass(box);
    free(box);
    return result;
}

VARIANT(boxed_static, i)
{
    return pass(go_box_int((int64_t) (i & 255)));
}

const struct scenario scenario_interface_parameter = {
    .name = "interface_parameter",
    .origin = "R2",
    .title = "A value is passed as interface{} to a function that may keep it",
    .sizes = { { 8,
                 { { "stack", stack, 0, 0 },
                   { "heap", heap, 1, 8 },
                   { "static", boxed_static, 0, 0 } } } },
};
