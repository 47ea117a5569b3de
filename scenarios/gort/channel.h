/* SPDX-License-Identifier: MIT
 *
 * Sending and receiving on a buffered channel within one thread.
 *
 * Left out: waiting. A send to a full channel and a receive from an empty one
 * abort; the scenarios never do either.
 */
#ifndef GORT_CHANNEL_H
#define GORT_CHANNEL_H

#include "hchan.h"

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
