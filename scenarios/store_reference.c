/* SPDX-License-Identifier: MIT
 *
 * n := &node{}; n.value = &x. Assigning to a member of something reached by a
 * reference: where n points is not followed, so x moves to the heap although
 * the node itself is in the frame. With var n node; n.value = &x, x stays. */

#include "gort/new.h"

struct node {
    int64_t *value;
    struct node *next;
};

static NOIPA uint64_t read_node(const struct node *n)
{
    return (uint64_t) *n->value;
}

static inline uint64_t assign(int64_t *x, uint64_t i)
{
    struct node local = { 0 }, *n = &local;
    ESCAPE(n);
    *x = (int64_t) i;
    n->value = x;
    return read_node(n);
}

VARIANT(stack, i)
{
    int64_t variable = 0, *x = &variable;
    ESCAPE(x);
    return assign(x, i);
}

VARIANT(heap, i)
{
    int64_t *x = go_new(sizeof *x);
    uint64_t result = assign(x, i);
    free(x);
    return result;
}

const struct scenario scenario_store_reference = {
    .name = "store_reference",
    .origin = "R0",
    .title = "An address is stored in a member reached by a pointer",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
};
