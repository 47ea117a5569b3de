/* SPDX-License-Identifier: MIT
 *
 * ch <- &x. The address is sent to whoever receives, so x moves to the heap.
 * One thread sends to a buffered channel and receives again; the channel is on
 * the heap in both variants. */

#include "gort/channel.h"

static struct go_channel *channel;

static void setup(size_t size)
{
    (void) size;
    channel = go_channel_new(sizeof(int64_t *), 1);
}

static void teardown(void)
{
    go_channel_free(channel);
}

static inline uint64_t hand_over(int64_t *x, uint64_t i)
{
    *x = (int64_t) i;
    int64_t *received;
    go_send(channel, &x);
    go_receive(channel, &received);
    return (uint64_t) *received;
}

VARIANT(stack, i)
{
    int64_t x = 0, *where = &x;
    ESCAPE(where);
    return hand_over(where, i);
}

VARIANT(heap, i)
{
    int64_t *x = go_new(sizeof *x);
    uint64_t result = hand_over(x, i);
    free(x);
    return result;
}

const struct scenario scenario_channel_pointer = {
    .name = "channel_pointer",
    .origin = "R5a",
    .title = "The address of a variable is sent on a channel",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
    .setup = setup,
    .teardown = teardown,
};
