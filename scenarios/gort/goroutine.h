/* SPDX-License-Identifier: MIT
 *
 * A goroutine that can wait: Go's g and sudog (Go 1.19, runtime/runtime2.go:407
 * and :348) and a small stack of its own, run as a coroutine of this thread.
 *
 * ucontext(3) switches between stacks: it is in every C library for Linux, and accepts a
 * stack of any size. The registers of a parked goroutine lie on its own stack, and its g
 * points to them. So it holds as much memory as Go's goroutine.
 *
 * Left out: the scheduler. go_start and go_wake switch to the goroutine at once, and come
 * back when it parks or ends. Goroutines start no others and call only functions of this
 * file. A stack of 2 KiB has no room for malloc, so memory is allocated and freed on the
 * thread's stack, as Go does on its g0 (systemstack). Go keeps a dead g and its stack for
 * the next one (proc.go:4241 gfput); here both are freed.
 */
#ifndef GORT_GOROUTINE_H
#define GORT_GOROUTINE_H

#include "hchan.h"
#include "new.h"

#include <ucontext.h>

/* Go's first stack (runtime/stack.go:75 _StackMin). It is four times as
 * large where the C library's registers alone need more (4.5 KiB on AArch64), and
 * larger still under AddressSanitizer, whose frames are larger. */
#ifdef UNDER_ASAN
enum { GO_STACK = 65536 };
#else
enum { GO_STACK = sizeof(ucontext_t) <= 1024 ? 2048 : 8192 };
#endif

struct go_g {
    unsigned char *stack; /* stack.lo */
    ucontext_t *parked;   /* sched: where it continues */
    void (*entry)(void *);
    void *argument;
    struct go_waiters *queue; /* waiting: the queue that it waits in */
    void *elem;               /* where the value that it waits for is written */
    unsigned char left_out[392 - 6 * sizeof(void *)];
};

struct go_sudog {
    struct go_g *g;
    struct go_sudog *next, *prev;
    void *elem;
    unsigned char left_out[88 - 4 * sizeof(void *)];
};

_Static_assert(sizeof(struct go_g) == 392, "Go's g");
_Static_assert(sizeof(struct go_sudog) == 88, "Go's sudog");

enum {
    GO_PARKED_BLOCKS = 3, /* g, stack, sudog */
    GO_PARKED_BYTES = sizeof(struct go_g) + GO_STACK + sizeof(struct go_sudog)
};

/* The thread: its own registers while a goroutine runs, and which one does. */
static ucontext_t go_thread;
static struct go_g *go_running;

static inline void go_enqueue(struct go_g *g)
{
    struct go_sudog *waiter = go_new(sizeof *waiter), *last = g->queue->last;
    waiter->g = g;
    waiter->elem = g->elem;
    waiter->prev = last;
    *(last ? (void **) &last->next : &g->queue->first) = waiter;
    g->queue->last = waiter;
}

/* Lets a goroutine run until it parks or ends. */
static NOIPA void go_run(struct go_g *g, ucontext_t *from)
{
    go_running = g;
    g->queue = NULL;
    swapcontext(&go_thread, from);
    if (g->queue) {
        go_enqueue(g);
    } else {
        free(g->stack);
        free(g);
    }
}

/* Not inlined: a goroutine's stack has room for one ucontext_t, not for two. */
static NOIPA void go_enter(void)
{
    go_running->entry(go_running->argument);
}

/* go entry(argument): runtime.newproc; stack as malg gives it (proc.go:4075). */
static NOIPA void go_start(void (*entry)(void *), void *argument)
{
    ucontext_t fresh;
    struct go_g *g = go_new(sizeof *g);
    g->stack = malloc(GO_STACK);
    g->entry = entry;
    g->argument = argument;
    getcontext(&fresh);
    fresh.uc_stack.ss_sp = g->stack;
    fresh.uc_stack.ss_size = GO_STACK;
    fresh.uc_link = &go_thread;
    makecontext(&fresh, go_enter, 0);
    go_run(g, &fresh);
}

/* On a goroutine: waits in `queue` until go_wake wakes it, which may have written a value
 * to `elem` (proc.go:346 gopark). */
static NOIPA void go_park(struct go_waiters *queue, void *elem)
{
    ucontext_t here;
    struct go_g *g = go_running;
    g->parked = &here;
    g->queue = queue;
    g->elem = elem;
    swapcontext(&here, &go_thread);
}

/* On the thread: hands the 8 bytes at `value` (NULL: nothing) to the goroutine that has
 * waited longest, and lets it run. 0: no goroutine waits. */
static NOIPA int go_wake(struct go_waiters *queue, const void *value)
{
    struct go_sudog *waiter = queue->first;
    if (!waiter)
        return 0;
    struct go_g *g = waiter->g;
    queue->first = waiter->next;
    if (!waiter->next)
        queue->last = NULL;
    if (value)
        memcpy(waiter->elem, value, sizeof(int64_t)); /* chan.go:335 sendDirect */
    free(waiter);
    go_run(g, g->parked);
    return 1;
}

#endif
