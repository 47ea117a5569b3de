/* SPDX-License-Identifier: MIT
 *
 * s := []string{"value"}; foo(s); fmt.Println(s). foo keeps nothing and costs
 * nothing. It is Println that makes two things escape: the array behind s, 16
 * bytes, and the box, a copy of s's header of 24. At size 16 only the array
 * escapes, at size 40 both. */

#include "gort/go_string.h"
#include "gort/interface.h"
#include "gort/new.h"
#include "gort/slice.h"

static const struct go_type strings = { "[]string", NULL, NULL };

static NOIPA void foo(const struct go_slice *s)
{
    ESCAPE(s); /* foo reads it and keeps nothing */
}

static NOIPA uint64_t print(struct go_interface arg)
{
    const struct go_slice *s = arg.data;
    return arg.type == &strings ? (uint64_t) ((const struct go_string *) s->array)[0].len : 0;
}

static inline uint64_t call_both(struct go_string *array, struct go_slice *box, uint64_t i)
{
    *array = (struct go_string){ "value", (int64_t) (i & 3) };
    struct go_slice s = { array, 1, 1 };
    foo(&s);
    *box = (struct go_slice){ array, 1, 1 };
    ESCAPE(box);
    return print((struct go_interface){ &strings, box });
}

VARIANT(stack, i)
{
    struct go_string backing = { 0 }, *array = &backing;
    struct go_slice box;
    ESCAPE(array);
    return call_both(array, &box, i);
}

VARIANT(heap_16, i)
{
    struct go_string *array = go_new(sizeof *array);
    struct go_slice box;
    uint64_t result = call_both(array, &box, i);
    free(array);
    return result;
}

VARIANT(heap_40, i)
{
    struct go_string *array = go_new(sizeof *array);
    struct go_slice *box = go_new(sizeof *box); /* convTslice zeroes it first */
    uint64_t result = call_both(array, box, i);
    free(box);
    free(array);
    return result;
}

const struct scenario scenario_print_slice = {
    .name = "print_slice",
    .origin = "S7",
    .title = "A slice is printed: its array and a copy of its header escape",
    .note = "size 16: only the array; size 40: array and boxed header; formatting left out",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap_16, 1, 16 } } },
               { 40, { { "stack", stack, 0, 0 }, { "heap", heap_40, 2, 40 } } } },
};
