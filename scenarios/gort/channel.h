/* SPDX-License-Identifier: MIT
 *
 * Go's buffered channel: a header of 96 bytes and a ring of elements (Go 1.19,
 * runtime/chan.go:33 hchan). Elements with pointers lie in a block of their
 * own, so make(chan *T, n) allocates twice (chan.go:99).
 *
 * Left out: waiting. A send to a full channel and a receive from an empty one
 * abort; the scenarios never do either.
 */
#ifndef GORT_CHANNEL_H
#define GORT_CHANNEL_H

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

/* runtime.lock is one compare-and-swap when nobody else wants it, unlock one
 * exchange (runtime/lock_futex.go:50). Here nobody else ever does. */
static inline void go_lock(atomic_uintptr_t *lock)
{
    uintptr_t open = 0;
    if (!atomic_compare_exchange_strong(lock, &open, 1))
        abort();
}

static inline void go_unlock(atomic_uintptr_t *lock)
{
    if (atomic_exchange(lock, 0) != 1)
        abort();
}

/* Copies the element into the ring: runtime.chansend1 with room in the buffer.
 * A function of its own, as in Go: what is sent must be in memory. */
static NOIPA void go_send(struct go_channel *channel, const void *elem)
{
    go_lock(&channel->lock);
    if (channel->count == channel->capacity)
        abort();
    memcpy(channel->ring + channel->send_index * channel->elem_size, elem, channel->elem_size);
    if (++channel->send_index == channel->capacity)
        channel->send_index = 0;
    channel->count++;
    go_unlock(&channel->lock);
}

/* Copies the oldest element out: runtime.chanrecv1 with one in the buffer. The
 * slot is cleared, as in Go, where it would keep memory alive. */
static NOIPA void go_receive(struct go_channel *channel, void *elem)
{
    go_lock(&channel->lock);
    if (channel->count == 0)
        abort();
    unsigned char *slot = channel->ring + channel->receive_index * channel->elem_size;
    memcpy(elem, slot, channel->elem_size);
    memset(slot, 0, channel->elem_size);
    if (++channel->receive_index == channel->capacity)
        channel->receive_index = 0;
    channel->count--;
    go_unlock(&channel->lock);
}

#endif
