/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include "harness/base/affinity.h"
#include "preemption.h"

static void *peer_main(void *argument)
{
    struct peer *peer = argument;
    int error = affinity_bind(peer->cpu);
    peer->error = error;
    if (!error)
        preemption_watch();
    sem_post(&peer->ready);
    if (!error) {
        peer->run();
        preemption_unwatch();
    }
    return NULL;
}

int peer_start(struct peer *peer, unsigned cpu, void (*run)(void))
{
    *peer = (struct peer){ .cpu = cpu, .run = run };
    sem_init(&peer->ready, 0, 0);
    int error = -pthread_create(&peer->thread, NULL, peer_main, peer);
    if (error)
        return error;
    while (sem_wait(&peer->ready) != 0)
        ;
    if (peer->error)
        peer_join(peer);
    return peer->error;
}

void peer_join(struct peer *peer)
{
    pthread_join(peer->thread, NULL);
    sem_destroy(&peer->ready);
}
