/* SPDX-License-Identifier: MIT
 *
 * fmt.Println("V1", &u). Println gets the address of u and might keep it. So u
 * escapes, from createUserV1 as well as from V2, and fmt reads a copy of *u that
 * it makes on the heap, too. `stack` is the same work for a printer that keeps
 * nothing, such as the built-in println. */

#include "gort/go_string.h"
#include "gort/interface.h"
#include "gort/new.h"

struct user {
    struct go_string name;
    struct go_string email;
};

static const struct go_type user_pointer = { "*user", NULL, NULL };

/* Replaces fmt: dispatches on the type's word and reads a copy. */
static NOIPA uint64_t print(struct go_interface arg, struct user *copy)
{
    if (arg.type != &user_pointer)
        return 0;
    *copy = *(struct user *) arg.data;
    ESCAPE(copy);
    return (uint64_t) (copy->name.len + copy->email.len) + (uint64_t) copy->name.bytes[0];
}

static inline uint64_t create_and_print(struct user *u, struct user *copy, uint64_t i)
{
    *u = (struct user){ GO_STRING("Bill"), GO_STRING("bill@email.com") };
    u->email.len -= (int64_t) (i & 7);
    return print((struct go_interface){ &user_pointer, u }, copy);
}

VARIANT(stack, i)
{
    struct user user = { 0 }, other = { 0 }, *u = &user, *copy = &other;
    ESCAPE(u);
    ESCAPE(copy);
    return create_and_print(u, copy, i);
}

VARIANT(heap, i)
{
    struct user *u = go_new(sizeof *u);
    struct user *copy = go_new(sizeof *copy);
    uint64_t result = create_and_print(u, copy, i);
    free(copy);
    free(u);
    return result;
}

const struct scenario scenario_print_user = {
    .name = "print_user",
    .origin = "P2f",
    .title = "A struct is printed by its address",
    .note = "formatting left out: it costs ten times the escape; in Go both versions pay this",
    .sizes = { { 64, { { "stack", stack, 0, 0 }, { "heap", heap, 2, 64 } } } },
};
