/* SPDX-License-Identifier: MIT
 *
 * Go's channel as memory: a header of 96 bytes and a ring of elements (Go 1.19,
 * runtime/chan.go:33 hchan). Elements with pointers lie in a block of their
 * own, so make(chan *T, n) allocates twice (chan.go:99).
 */
#ifndef GORT_HCHAN_H
#define GORT_HCHAN_H

#include "new.h"

#include <stdatomic.h>

struct go_waiters {
    void *first, *last;
};

struct go_channel {
    uint64_t count;
    uint64_t capacity;
    unsigned char *ring;
    uint16_t elem_size;
    uint32_t closed;
    const void *elem_type;
    uint64_t send_index;
    uint64_t receive_index;
    struct go_waiters receivers;
    struct go_waiters senders;
    atomic_uintptr_t lock;
};

_Static_assert(sizeof(struct go_channel) == 96, "Go's hchan");
_Static_assert(offsetof(struct go_channel, lock) == 88, "Go's hchan.lock");

/* make(chan T, capacity) for a T with pointers: two blocks. */
static inline struct go_channel *go_channel_new(uint16_t elem_size, uint64_t capacity)
{
    struct go_channel *channel = go_new(sizeof *channel);
    channel->ring = go_new(elem_size * capacity);
    channel->elem_size = elem_size;
    channel->capacity = capacity;
    return channel;
}

static inline void go_channel_free(struct go_channel *channel)
{
    free(channel->ring);
    free(channel);
}

#endif
