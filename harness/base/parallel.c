/* SPDX-License-Identifier: MIT */
#include "parallel.h"

#include <pthread.h>
#include <sched.h>

struct job {
    pthread_mutex_t lock;
    size_t next, end; /* items not yet handed out */
    size_t failed;    /* the lowest item that failed; `end`: none */
    int result;       /* the result of that item */
    int (*work)(size_t item, void *context);
    void *context;
};

/* Hands out the next item. Items are handed out in order, so all items before a failed one
 * are done. */
static int take(struct job *job, size_t *item)
{
    pthread_mutex_lock(&job->lock);
    int any = job->next < job->end && !job->result;
    if (any)
        *item = job->next++;
    pthread_mutex_unlock(&job->lock);
    return any;
}

static void fail(struct job *job, size_t item, int result)
{
    pthread_mutex_lock(&job->lock);
    if (item < job->failed) {
        job->failed = item;
        job->result = result;
    }
    pthread_mutex_unlock(&job->lock);
}

static void *do_items(void *context)
{
    struct job *job = context;
    size_t item;
    while (take(job, &item)) {
        int result = job->work(item, job->context);
        if (result)
            fail(job, item, result);
    }
    return NULL;
}

/* How many threads to use, the caller's included: no more than PUs or items. */
static size_t count_threads(size_t items)
{
    cpu_set_t allowed;
    size_t most = items < PARALLEL_THREADS_MOST ? items : PARALLEL_THREADS_MOST;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return most; /* more than 1024 PUs */
    size_t pus = (size_t) CPU_COUNT(&allowed);
    return pus < most ? pus : most;
}

int parallel_for(size_t first, size_t end, int (*work)(size_t item, void *context), void *context)
{
    struct job job = { PTHREAD_MUTEX_INITIALIZER, first, end, end, 0, work, context };
    pthread_t threads[PARALLEL_THREADS_MOST];
    size_t wanted = first < end ? count_threads(end - first) : 0, started = 0;
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, do_items, &job) == 0)
        started++;
    do_items(&job);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    return job.result;
}
