/* SPDX-License-Identifier: MIT
 *
 * A worker's second thread, for a scenario that hands something over.
 *
 * The thread is bound to a partner PU and watched: if the kernel takes it off its core
 * during a turn, the turn is dropped, as for the measured thread
 * (harness/sampling/preemption.h). Ownership: peer_start starts the thread, peer_join ends
 * it. Errors: negative errno. Threads: one peer at a time, by the thread that measures.
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

/* Starts a thread on the operating system's CPU `cpu` that calls `run`, and returns once
 * the thread is bound. -EAGAIN: no thread could be started. -ENODEV, -EXDEV: as
 * affinity_bind. After an error there is nothing to join. */
int peer_start(struct peer *peer, unsigned cpu, void (*run)(void));

/* Waits until `run` has returned. */
void peer_join(struct peer *peer);

#endif
