/* SPDX-License-Identifier: MIT
 *
 * ch <- msg{&x, v}. The struct is copied into the channel, but the address in
 * it is sent along, so x moves to the heap. One thread sends to a buffered
 * channel and receives again; the channel is on the heap in both variants. */

#include "gort/channel.h"

struct msg {
    int64_t *where;
    int64_t v;
};

static struct go_channel *channel;

static void setup(size_t size)
{
    (void) size;
    channel = go_channel_new(sizeof(struct msg), 1);
}

static void teardown(void)
{
    go_channel_free(channel);
}

static inline uint64_t hand_over(int64_t *x, uint64_t i)
{
    *x = (int64_t) i;
    struct msg sent = { x, (int64_t) i }, received;
    go_send(channel, &sent);
    go_receive(channel, &received);
    return (uint64_t) (*received.where + received.v);
}

VARIANT(stack, i)
{
    int64_t variable = 0, *x = &variable;
    ESCAPE(x);
    return hand_over(x, i);
}

VARIANT(heap, i)
{
    int64_t *x = go_new(sizeof *x);
    uint64_t result = hand_over(x, i);
    free(x);
    return result;
}

const struct scenario scenario_channel_struct = {
    .name = "channel_struct",
    .origin = "R5c",
    .title = "A struct with an address in it is sent on a channel",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 8 } } } },
    .setup = setup,
    .teardown = teardown,
};
