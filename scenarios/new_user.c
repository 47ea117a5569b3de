/* SPDX-License-Identifier: MIT
 *
 * u := new(user); u.name = ...; fmt.Println(u). It is not new that makes u
 * escape but Println, which gets the pointer. Used only here, u would be in the
 * frame: a lock, a name and an age, 32 bytes, zeroed on both sides. */

#include "gort/go_string.h"
#include "gort/new.h"

struct user {
    int32_t lock_state;
    uint32_t lock_wakeups; /* sync.Mutex is these two (sync/mutex.go:34) */
    struct go_string name;
    int64_t age;
};

static NOIPA uint64_t use(const struct user *u)
{
    return (uint64_t) (u->name.len + u->age + u->lock_state);
}

static inline uint64_t fill(struct user *u, uint64_t i)
{
    u->name = GO_STRING("Bill");
    u->age = (int64_t) i;
    return use(u);
}

VARIANT(stack, i)
{
    struct user user = { 0 }, *u = &user;
    ESCAPE(u);
    return fill(u, i);
}

VARIANT(heap, i)
{
    struct user *u = go_new(sizeof *u);
    uint64_t result = fill(u, i);
    free(u);
    return result;
}

const struct scenario scenario_new_user = {
    .name = "new_user",
    .origin = "N3",
    .title = "new(user), and its address is kept or not",
    .note = "Println's formatting and the copy it makes are left out",
    .sizes = { { 32, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 32 } } } },
};
