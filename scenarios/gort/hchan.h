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
    _Atomic uint64_t count; /* changed under the lock, read without it */
    uint64_t capacity;
    unsigned char *ring;
    uint16_t elem_size;
    _Atomic uint32_t closed;
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

/* Copies an element into the ring; there must be room. */
static inline void go_ring_put(struct go_channel *channel, const void *elem)
{
    uint64_t count = atomic_load_explicit(&channel->count, memory_order_relaxed);
    memcpy(channel->ring + channel->send_index * channel->elem_size, elem, channel->elem_size);
    if (++channel->send_index == channel->capacity)
        channel->send_index = 0;
    atomic_store_explicit(&channel->count, count + 1, memory_order_relaxed);
}

/* Copies the oldest element out; there must be one. The slot is cleared, as in
 * Go, where it would keep memory alive. */
static inline void go_ring_take(struct go_channel *channel, void *elem)
{
    uint64_t count = atomic_load_explicit(&channel->count, memory_order_relaxed);
    unsigned char *slot = channel->ring + channel->receive_index * channel->elem_size;
    memcpy(elem, slot, channel->elem_size);
    memset(slot, 0, channel->elem_size);
    if (++channel->receive_index == channel->capacity)
        channel->receive_index = 0;
    atomic_store_explicit(&channel->count, count - 1, memory_order_relaxed);
}

#endif
