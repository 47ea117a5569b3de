/* SPDX-License-Identifier: MIT
 *
 * A worker's second thread, for a scenario that hands something over.
 *
 * It is bound to a partner PU and watched: when it is taken off its core
 * during a turn, the turn is dropped as if it had been the measured thread
 * (harness/sampling/preemption.h). Ownership: peer_start starts, peer_join ends.
 * Errors: negative errno. Threads: one peer at a time, by the thread that measures.
 */
#ifndef HARNESS_SAMPLING_PEER_H
#define HARNESS_SAMPLING_PEER_H

#include <pthread.h>
#include <semaphore.h>

struct peer {
    pthread_t thread;
    sem_t ready;
    unsigned cpu;
    void (*run)(void);
    int error;
};

/* Starts `run` on the operating system's CPU `cpu` and returns once it is bound there.
 * -EAGAIN: no more threads; -ENODEV, -EXDEV: as affinity_bind says, and then there is
 * nothing to join. */
int peer_start(struct peer *peer, unsigned cpu, void (*run)(void));

/* Waits until `run` has returned. */
void peer_join(struct peer *peer);

#endif
