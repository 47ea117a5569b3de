/* SPDX-License-Identifier: MIT
 *
 * Sending and receiving between two threads, on Go's buffered channel.
 *
 * A waiter polls the channel for a while, as Go's threads do before they sleep
 * (Go 1.19, runtime/proc.go:59 on spinning threads). Then it sleeps on a futex,
 * with its note in the channel's queue (lock_futex.go:148 notesleep). The
 * harness drops a timed turn in which one of the threads slept.
 *
 * Left out: goroutines, so one waiter on each side is all there can be.
 */
#ifndef GORT_PEER_CHANNEL_H
#define GORT_PEER_CHANNEL_H

#include "hchan.h"
#include "relax.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline void go_lock_shared(atomic_uintptr_t *lock)
{
    uintptr_t open = 0;
    while (!atomic_compare_exchange_weak(lock, &open, 1)) {
        open = 0;
        go_relax();
    }
}

static inline int go_can_send(const struct go_channel *channel)
{
    return atomic_load_explicit(&channel->count, memory_order_relaxed) < channel->capacity;
}

static inline int go_can_receive(const struct go_channel *channel)
{
    return atomic_load_explicit(&channel->count, memory_order_relaxed) > 0 ||
           atomic_load_explicit(&channel->closed, memory_order_relaxed);
}

/* Called with the lock held. Releases the lock. */
static inline void go_sleep(struct go_channel *channel, struct go_waiters *queue)
{
    atomic_uint note = 0;
    queue->first = &note;
    atomic_store(&channel->lock, 0);
    while (atomic_load(&note) == 0)
        syscall(SYS_futex, &note, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/* Releases the lock and wakes the sleeper in `queue`. Its note may be gone by
 * the time of the second call, which then wakes nobody. */
static inline void go_unlock_and_wake(struct go_channel *channel, struct go_waiters *queue)
{
    atomic_uint *note = queue->first;
    queue->first = NULL;
    atomic_store(&channel->lock, 0);
    if (note) {
        atomic_store(note, 1);
        syscall(SYS_futex, note, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
    }
}

/* Returns with the lock held, once `can` says yes. */
static inline void go_wait(struct go_channel *channel, int (*can)(const struct go_channel *),
                           struct go_waiters *queue)
{
    for (unsigned looks = 0;; looks++) {
        if (!can(channel) && looks < GO_LOOKS) {
            go_relax();
            continue;
        }
        go_lock_shared(&channel->lock);
        if (can(channel))
            return;
        if (looks < GO_LOOKS) {
            atomic_store(&channel->lock, 0);
        } else {
            go_sleep(channel, queue);
            looks = 0;
        }
    }
}

static NOIPA void go_send_to_peer(struct go_channel *channel, const void *elem)
{
    go_wait(channel, go_can_send, &channel->senders);
    go_ring_put(channel, elem);
    go_unlock_and_wake(channel, &channel->receivers);
}

/* 0: the channel is closed and empty; then, as in Go, a zero is received. */
static NOIPA int go_receive_from_peer(struct go_channel *channel, void *elem)
{
    go_wait(channel, go_can_receive, &channel->receivers);
    int open = channel->count > 0;
    if (open)
        go_ring_take(channel, elem);
    else
        memset(elem, 0, channel->elem_size);
    go_unlock_and_wake(channel, &channel->senders);
    return open;
}

static inline void go_close(struct go_channel *channel)
{
    go_lock_shared(&channel->lock);
    channel->closed = 1;
    go_unlock_and_wake(channel, &channel->receivers);
}

#endif
