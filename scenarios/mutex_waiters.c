/* SPDX-License-Identifier: MIT
 *
 * mu.Lock(), and no Unlock. The mutex itself is 8 bytes and leaks nothing. The
 * goroutines that wait for it, with their stacks, can never be freed. An
 * instance is one waiter. In `released` the owner unlocks, and the waiter ends. */

#include "gort/goroutine.h"

/* sync.Mutex, 8 bytes; its waiters are queued by its address (sema.go:236). */
static struct mutex {
    int32_t state;
    uint32_t sema;
} mutex;

static struct go_waiters waiters;

_Static_assert(sizeof(struct mutex) == 8, "Go's sync.Mutex");

static void lock(void)
{
    if (mutex.state != 0)
        go_park(&waiters, NULL);
    mutex.state = 1;
}

static void unlock(void)
{
    mutex.state = 0;
    go_wake(&waiters, NULL);
}

static void lock_and_unlock(void *argument)
{
    (void) argument;
    lock();
    mutex.state = 0;
}

VARIANT(released, i)
{
    mutex.state = 1;
    go_start(lock_and_unlock, NULL);
    unlock();
    return i;
}

VARIANT(retained, i)
{
    mutex.state = 1;
    go_start(lock_and_unlock, NULL);
    return i;
}

const struct scenario scenario_mutex_waiters = {
    .name = "mutex_waiters",
    .origin = "L2",
    .title = "Goroutines wait for a mutex that is never unlocked",
    .note = "an instance is one waiter; the locked mutex alone holds nothing",
    .instances = 4000,
    .sizes = { { GO_STACK,
                 { { "released", released, 0, 0 },
                   { "retained", retained, GO_PARKED_BLOCKS, GO_PARKED_BYTES } } } },
};
