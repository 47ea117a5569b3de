/* SPDX-License-Identifier: MIT
 *
 * go func() { ch <- []string{"value"} }(), and a peer on another core receives.
 * The slice's backing array escapes because its sender's frame may be gone when
 * it is read. In both variants the sender waits until the receiver has read the
 * array, so that the array may lie on the stack in one of them. */

#include "gort/go_string.h"
#include "gort/peer_channel.h"
#include "gort/slice.h"

static struct go_channel *values, *answers;

static void setup(size_t size)
{
    (void) size;
    values = go_channel_new(sizeof(struct go_slice), 1);
    answers = go_channel_new(sizeof(uint64_t), 1);
}

/* for s := range values { answers <- len(s[0]) } */
static void receive_all(void)
{
    struct go_slice s;
    while (go_receive_from_peer(values, &s)) {
        uint64_t answer = (uint64_t) ((struct go_string *) s.array)[0].len;
        go_send_to_peer(answers, &answer);
    }
}

static void dismiss(void)
{
    go_close(values);
}

static void teardown(void)
{
    go_channel_free(values);
    go_channel_free(answers);
}

static inline uint64_t hand_over(struct go_string *backing, uint64_t i)
{
    *backing = (struct go_string){ "value", (int64_t) (i & 3) };
    struct go_slice sent = { backing, 1, 1 };
    uint64_t answer;
    go_send_to_peer(values, &sent);
    go_receive_from_peer(answers, &answer);
    return answer;
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

const struct scenario scenario_channel_handoff = {
    .name = "channel_handoff",
    .origin = "S8",
    .title = "A slice is handed to a thread on another core",
    .sizes = { { 16, { { "stack", stack, 0, 0 }, { "heap", heap, 1, 16 } } } },
    .setup = setup,
    .teardown = teardown,
    .peer = receive_all,
    .dismiss = dismiss,
};
