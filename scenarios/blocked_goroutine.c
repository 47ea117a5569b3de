/* SPDX-License-Identifier: MIT
 *
 * ch := make(chan int); go func() { <-ch }(). Nobody will ever send, so the
 * goroutine waits for ever: its stack, its g, its place in the queue and the
 * channel can never be freed. In `released` a value is sent, and it ends. */

#include "gort/goroutine.h"

static void receive_one(void *channel)
{
    int64_t value;
    go_park(&((struct go_channel *) channel)->receivers, &value);
}

/* make(chan int): no buffer, so one block. */
static struct go_channel *start(void)
{
    struct go_channel *channel = go_new(sizeof *channel);
    go_start(receive_one, channel);
    return channel;
}

VARIANT(released, i)
{
    struct go_channel *channel = start();
    go_wake(&channel->receivers, &i);
    free(channel);
    return i;
}

VARIANT(retained, i)
{
    start();
    return i;
}

enum { BLOCKS = GO_PARKED_BLOCKS + 1, BYTES = GO_PARKED_BYTES + sizeof(struct go_channel) };

const struct scenario scenario_blocked_goroutine = {
    .name = "blocked_goroutine",
    .origin = "L1",
    .title = "A goroutine waits for a message that never comes",
    .note = GO_STACK == 2048 ? "a goroutine is a coroutine with a stack of 2 KiB"
                             : "a goroutine is a coroutine with a stack larger than Go's 2 KiB",
    .instances = 4000,
    .sizes = { { GO_STACK,
                 { { "released", released, 0, 0 }, { "retained", retained, BLOCKS, BYTES } } } },
};
