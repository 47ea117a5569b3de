/* SPDX-License-Identifier: MIT
 *
 * p := &x; ch <- &p. The receiver gets the address of p, and through it x: both
 * move to the heap. One thread sends to a buffered channel and receives again;
 * the channel is on the heap in both variants. */

#include "gort/channel.h"

static struct go_channel *channel;

static void setup(size_t size)
{
    (void) size;
    channel = go_channel_new(sizeof(int64_t **), 1);
}

static void teardown(void)
{
    go_channel_free(channel);
}

static inline uint64_t hand_over(int64_t *x, int64_t **p, uint64_t i)
{
    *x = (int64_t) i;
    *p = x;
    int64_t **received;
    go_send(channel, &p);
    go_receive(channel, &received);
    return (uint64_t) * *received;
}

VARIANT(stack, i)
{
    int64_t variable = 0, *x = &variable;
    int64_t *pointer = NULL, **p = &pointer;
    ESCAPE(x);
    ESCAPE(p);
    return hand_over(x, p, i);
}

VARIANT(heap, i)
{
    int64_t *x = go_new(sizeof *x);
    int64_t **p = go_new(sizeof *p);
    uint64_t result = hand_over(x, p, i);
    free(p);
    free(x);
    return result;
}

const struct scenario scenario_channel_pointer_pointer = {
    .name = "channel_pointer_pointer",
    .origin = "R5b",
    .title = "The address of a pointer is sent on a channel",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap, 2, 16 } } } },
    .setup = setup,
    .teardown = teardown,
};
