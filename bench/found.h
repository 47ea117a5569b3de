/* SPDX-License-Identifier: MIT
 *
 * The allocators of a run as workers found them: the file of each, or why it is not
 * measured. Threads: one.
 */
#ifndef BENCH_FOUND_H
#define BENCH_FOUND_H

#include "options.h"

#include <jansson.h>

struct found_allocator {
    struct allocator allocator;    /* if it works, its library is `file` */
    char file[PATH_MAX];           /* path without links, which every worker loads */
    char reason[WORKER_ERROR_MAX]; /* why it does not work; empty: it works */
};

struct found {
    struct found_allocator list[2 * OPTIONS_LIST_MAX];
    size_t count;
    json_t *records; /* machine_json_allocator of each */
};

/* Starts workers on `pu` that verify the allocator, under each of its library's names until
 * one works. Returns whether one works. */
int found_verify(struct found *found, struct worker_pool *pool, unsigned pu,
                 const struct allocator *allocator);

/* The allocator with the file that was found; `allocator` itself if none was. */
const struct allocator *found_resolve(const struct found *found, const struct allocator *allocator);

/* Writes a line "jemalloc left out: REASON" for each allocator that does not work. */
void found_remark(const struct found *found, char *out, size_t size);

/* Prints to stderr which environment variables would tune what is measured: those that the
 * workers get, and those that are kept from them. */
void found_remark_environment(const struct environment *environment);

#endif
