/* SPDX-License-Identifier: MIT
 *
 * The known allocators, and how a worker's operations reach the one under test.
 *
 * A malloc is chosen from outside the process, by LD_PRELOAD, because that is how Debian's
 * builds are used. A garbage collector does not replace malloc: the worker opens its
 * library and lets only the operations use it, so that what the harness and its libraries
 * allocate is not collected. The worker checks both kinds itself: it asks the dynamic
 * linker (dladdr) which library `malloc` resolves to.
 *
 * The collector is libgc (Boehm, Demers, Weiser; gc.h of version 8.2) as Debian builds it,
 * with two settings changed: libgc marks on the thread that allocates (GC_MARKERS=1), so
 * that the cost falls where the clock runs, and libgc writes no warnings. libgc finds roots
 * in static data, registers and the stack of the thread that opened it. Pointers anywhere
 * else must be declared with add_roots.
 *
 * An allocator that the program does not know is a file that the user names. Only that file
 * identifies such an allocator.
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
    const char *symbol;  /* only this allocator has it; NULL: its file identifies it */
    void (*version)(void *symbol, char *out, size_t size); /* NULL: the library does not say */
    int collects;       /* a collector: opened inside the worker, not by LD_PRELOAD */
    struct go_lane *go; /* Go's own runtime: the above but name and collects are unused */
};

/* What serves the operations of this process: the process's malloc, until allocator_open
 * changes it. */
struct allocator_serving {
    struct allocation_pair pair; /* a collector's free does nothing */
    size_t (*usable)(void *memory);

    /* Of a collector; NULL without one. */
    uint64_t (*collections)(void);                 /* how many there were so far */
    void (*collect)(void);                         /* everything; memory goes back to the kernel */
    void (*add_roots)(void *memory, void *end);    /* memory that holds pointers to objects */
    void (*remove_roots)(void *memory, void *end); /* call before that memory is freed */
};

extern struct allocator_serving allocator_serving;

/* The known allocators, ended by a NULL name. */
extern const struct allocator allocators[];

/* The known allocator of that name, or NULL. */
const struct allocator *allocator_find(const char *name);

/* Names that the allocator's shared library has in other releases, ended by NULL. */
const char *const *allocator_other_names(const struct allocator *allocator);

/* What a worker found out about the allocator that serves it. */
struct allocator_identity {
    char file[PATH_MAX]; /* the object that the serving malloc is in, without links */
    char version[128];   /* as the allocator itself says; empty when it cannot */
};

/* Opens a collector and lets the operations of the calling thread use it. Does nothing for
 * an allocator that LD_PRELOAD loads. -ELIBACC: the library cannot be opened, and `why` has
 * one line. */
int allocator_open(const struct allocator *allocator, char *why, size_t size);

/* Verifies that `expected` serves this process: malloc and free lie in the library that has
 * the expected symbol, and in the expected file if `library` has a slash. -ENXIO: another
 * allocator serves, and `identity` says which. -ENOTSUP: it serves malloc, and another library
 * serves free. */
int allocator_identify(const struct allocator *expected, struct allocator_identity *identity);

/* Allocates and frees a few objects. -EFAULT: memory is refused, not aligned or the same
 * for two objects; `why` then has one line. */
int allocator_try(char *why, size_t size);

/* Sets the allocation pair to what serves this process. With live > 1 an operation frees
 * not its own object but the one that was allocated live - 1 allocations earlier (first in,
 * first out). So `live` objects stay alive, as under a collector. -ENOMEM; -EINVAL for live
 * = 0. */
int allocator_use(unsigned live);

/* Frees what allocator_use still holds back. */
void allocator_drain(void);

#endif
