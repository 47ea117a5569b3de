/* SPDX-License-Identifier: MIT
 *
 * ch <- []string{"value"}. Who receives the slice is unknown, so its backing
 * array escapes. One thread sends to a buffered channel and receives again: no
 * goroutine, no wake-up, only the hand-over. The channel is on the heap in
 * both variants. */

#include "gort/channel.h"
#include "gort/go_string.h"
#include "gort/slice.h"

static struct go_channel *channel;

static void setup(size_t size)
{
    (void) size;
    channel = go_channel_new(sizeof(struct go_slice), 1);
}

static void teardown(void)
{
    go_channel_free(channel);
}

static inline uint64_t hand_over(struct go_string *backing, uint64_t i)
{
    *backing = (struct go_string){ "value", (int64_t) (i & 3) };
    struct go_slice sent = { backing, 1, 1 }, received;
    go_send(channel, &sent);
    go_receive(channel, &received);
    return (uint64_t) ((struct go_string *) received.array)[0].len;
}

VARIANT(stack, i)
{
    struct go_string array = { 0 }, *backing = &array;
    ESCAPE(backing);
    return hand_over(backing, i);
}

VARIANT(heap, i)
{
    struct go_string *backing = go_new(sizeof *backing);
    uint64_t result = hand_over(backing, i);
    free(backing);
    return result;
}

const struct scenario scenario_channel_slice = {
    .name = "channel_slice",
    .origin = "S8",
    .title = "A slice is sent on a channel",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 16 } } } },
    .setup = setup,
    .teardown = teardown,
};
