/* SPDX-License-Identifier: MIT
 *
 * For comparison with blocked_goroutine: a thread of the operating system that
 * waits for ever. Its stack of 8 MiB is only reserved; in RAM are the pages
 * that it has touched. In `released` it is woken, ends, and is joined. */

#include "harness/scenario.h"

#include <pthread.h>
#include <semaphore.h>

enum { STACK = 8 << 20 };

struct waiting {
    pthread_t thread;
    sem_t running, message;
};

static void *receive_one(void *argument)
{
    struct waiting *w = argument;
    sem_post(&w->running);
    sem_wait(&w->message);
    return NULL;
}

static struct waiting *start(void)
{
    struct waiting *w = malloc(sizeof *w);
    pthread_attr_t attributes;
    sem_init(&w->running, 0, 0);
    sem_init(&w->message, 0, 0);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    if (pthread_create(&w->thread, &attributes, receive_one, w) != 0)
        abort();
    pthread_attr_destroy(&attributes);
    sem_wait(&w->running);
    return w;
}

VARIANT(released, i)
{
    struct waiting *w = start();
    sem_post(&w->message);
    pthread_join(w->thread, NULL);
    free(w);
    return i;
}

VARIANT(retained, i)
{
    start();
    return i;
}

const struct scenario scenario_blocked_thread = {
    .name = "blocked_thread",
    .origin = "L1",
    .title = "A thread waits for a message that never comes",
    .note = "the contrast to blocked_goroutine: a pthread with 8 MiB of stack reserved",
    .instances = 64,
    .sizes = { { STACK,
                 { { "released", released, 0, 0 },
                   { "retained", retained, 1, sizeof(struct waiting) } } } },
};
