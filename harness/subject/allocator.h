/* SPDX-License-Identifier: MIT
 *
 * Who serves malloc, and how a worker's operations reach it.
 *
 * A malloc is chosen from outside the process, by LD_PRELOAD, because that is
 * how Debian's builds are used. A collector is no malloc: the worker opens it
 * and has only the operations served by it, so that what the harness and its
 * libraries allocate is not collected. The worker checks both kinds itself: it asks
 * the dynamic linker (dladdr) which library `malloc` resolves to.
 *
 * The collector is libgc (Boehm, Demers, Weiser; gc.h of version 8.2) in the
 * state that Debian builds it, but for two things: it marks on the thread that
 * allocates (GC_MARKERS=1), so that the cost is where it is timed, and does not
 * write warnings. It finds its roots in static data, registers and the stack of
 * the thread that opened it: whatever else points to its objects is hidden from
 * it unless it is declared with add_roots.
 *
 * An allocator that the program does not know is a file that the user names; it is told
 * by that file alone.
 *
 * Errors: negative errno. Threads: everything is process-wide and set before
 * use; a collector serves the thread that opened it, no other.
 */
#ifndef HARNESS_SUBJECT_ALLOCATOR_H
#define HARNESS_SUBJECT_ALLOCATOR_H

#include "harness/scenario.h"

#include <limits.h>

struct go_lane;

struct allocator {
    const char *name;    /* as in --allocator and in the CSV */
    const char *library; /* its shared library's name, or its file; NULL: the C library's own */
    const char *symbol;  /* only this allocator has it; NULL: told by its file alone */
    void (*version)(void *symbol, char *out, size_t size); /* NULL: it has no way to say */
    int collects;       /* it is opened inside the worker; otherwise LD_PRELOAD names it */
    struct go_lane *go; /* Go's own runtime: the above but name and collects are unused */
};

/* What serves the operations of this process: the process's malloc, until
 * allocator_open says otherwise. */
struct allocator_serving {
    struct allocation_pair pair; /* a collector's free does nothing */
    size_t (*usable)(void *memory);

    /* Of a collector; NULL without one. */
    uint64_t (*collections)(void);                 /* that were, so far */
    void (*collect)(void);                         /* now, all; memory goes back to the kernel */
    void (*add_roots)(void *memory, void *end);    /* what lies in there points to objects */
    void (*remove_roots)(void *memory, void *end); /* before that memory goes */
};

extern struct allocator_serving allocator_serving;

/* The known allocators, ended by a NULL name. */
extern const struct allocator allocators[];

/* NULL when no allocator has that name. */
const struct allocator *allocator_find(const char *name);

/* Other names of an allocator's shared library, by its releases, ended by NULL. */
const char *const *allocator_other_names(const struct allocator *allocator);

/* What a worker found out about the allocator that serves it. */
struct allocator_identity {
    char file[PATH_MAX]; /* the object that the serving malloc is in, without links */
    char version[128];   /* as the allocator itself says; empty when it cannot */
};

/* Opens a collector, on the thread whose operations it is to serve, and lets
 * them use it; one that LD_PRELOAD loads is there already. -ELIBACC: it cannot
 * be opened; `why` then has one line. */
int allocator_open(const struct allocator *allocator, char *why, size_t size);

/* Verifies that `expected` serves this process: malloc and free are in the library that
 * has its symbol, and in the file that it is, when `library` has a slash. -ENXIO:
 * somebody else does; `identity` then says who. */
int allocator_identify(const struct allocator *expected, struct allocator_identity *identity);

/* Allocates and frees a few objects. -EFAULT: memory is refused, not aligned or the same
 * for two objects; `why` then has one line. */
int allocator_try(char *why, size_t size);

/* Lets the operations use what serves them. With live > 1 an operation
 * frees the object that was allocated live - 1 allocations earlier (first in,
 * first out) in place of its own, so `live` objects stay alive: the shape that
 * a collector gives. -ENOMEM; -EINVAL for live = 0. */
int allocator_use(unsigned live);

/* Frees what allocator_use still holds back. */
void allocator_drain(void);

#endif
