/* SPDX-License-Identifier: MIT
 *
 * Sending and receiving on a buffered channel within one thread.
 *
 * Left out: waiting. A send to a full channel or a receive from an empty one aborts. The
 * scenarios do neither.
 */
#ifndef GORT_CHANNEL_H
#define GORT_CHANNEL_H

#include "hchan.h"

/* Without contention runtime.lock is one compare-and-swap and unlock one exchange
 * (runtime/lock_futex.go:50). Here there is never contention. */
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

/* runtime.chansend1 with room in the buffer. A function of its own, as in Go:
 * what is sent must be in memory. */
static NOIPA void go_send(struct go_channel *channel, const void *elem)
{
    go_lock(&channel->lock);
    if (channel->count == channel->capacity)
        abort();
    go_ring_put(channel, elem);
    go_unlock(&channel->lock);
}

/* runtime.chanrecv1 with one in the buffer. */
static NOIPA void go_receive(struct go_channel *channel, void *elem)
{
    go_lock(&channel->lock);
    if (channel->count == 0)
        abort();
    go_ring_take(channel, elem);
    go_unlock(&channel->lock);
}

#endif
