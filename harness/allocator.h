/* SPDX-License-Identifier: MIT
 *
 * Who serves malloc, and how a worker's operations reach it.
 *
 * An allocator is chosen from outside the process, by LD_PRELOAD, because that
 * is how Debian's builds are used; nothing else works for all of them. Inside
 * the worker it is verified: the answer to "who is malloc here?" is asked of
 * the dynamic linker, not assumed.
 *
 * Errors: negative errno. Threads: the pair is process-wide; set it before use.
 */
#ifndef HARNESS_ALLOCATOR_H
#define HARNESS_ALLOCATOR_H

#include "scenario.h"

struct allocator {
    const char *name;    /* as in --allocator and in the CSV */
    const char *library; /* what LD_PRELOAD names; NULL for the C library's own */
    const char *symbol;  /* only this allocator has it */
    void (*version)(void *symbol, char *out, size_t size);
};

/* The known allocators, ended by a NULL name. */
extern const struct allocator allocators[];

/* NULL when no allocator has that name. */
const struct allocator *allocator_find(const char *name);

/* What a worker found out about the allocator that serves it. */
struct allocator_identity {
    char file[256];    /* the object that malloc is in */
    char version[128]; /* as the allocator itself says; empty when it cannot */
};

/* Verifies that `expected` serves this process. -ENXIO: somebody else does;
 * `identity` then says who. */
int allocator_identify(const struct allocator *expected, struct allocator_identity *identity);

/* Lets the operations use the real malloc and free. With live > 1 an operation
 * frees the object that was allocated live - 1 allocations earlier (first in,
 * first out) in place of its own, so `live` objects stay alive: the shape that
 * a collector gives. -ENOMEM; -EINVAL for live = 0. */
int allocator_use(unsigned live);

/* Frees what allocator_use still holds back. */
void allocator_drain(void);

#endif
