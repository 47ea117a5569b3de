/* SPDX-License-Identifier: MIT
 *
 * createUserV1 returns a user by value, createUserV2 returns its address. Only
 * the second one's user escapes. C hands 32 bytes back through memory of the
 * caller where Go uses four registers: the stack side is slower than Go's. */

#include "gort/go_string.h"
#include "gort/new.h"

struct user {
    struct go_string name;
    struct go_string email;
};

static NOIPA uint64_t use_user(const struct user *u)
{
    return (uint64_t) (u->name.len + u->email.len) + (uint64_t) u->name.bytes[0];
}

static NOIPA struct user create_user_v1(uint64_t i)
{
    struct user u = { GO_STRING("Bill"), GO_STRING("bill@email.com") };
    u.email.len -= (int64_t) (i & 7);
    return u;
}

static NOIPA struct user *create_user_v2(uint64_t i)
{
    struct user *u = go_new(sizeof *u);
    *u = (struct user){ GO_STRING("Bill"), GO_STRING("bill@email.com") };
    u->email.len -= (int64_t) (i & 7);
    return u;
}

VARIANT(stack, i)
{
    struct user u = create_user_v1(i);
    return use_user(&u);
}

VARIANT(heap, i)
{
    struct user *u = create_user_v2(i);
    uint64_t result = use_user(u);
    free(u);
    return result;
}

const struct scenario scenario_return_user = {
    .name = "return_user",
    .origin = "P2",
    .title = "A constructor returns a struct, by value or by address",
    .sizes = { { 32, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 32 } } } },
};
