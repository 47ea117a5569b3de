/* SPDX-License-Identifier: MIT
 *
 * The allocators of a run as workers found them: the file that each is, or why it is
 * not measured.
 */
#ifndef BENCH_FOUND_H
#define BENCH_FOUND_H

#include "options.h"

#include <jansson.h>

struct found_allocator {
    struct allocator allocator;    /* its library is `file` when it works */
    char file[PATH_MAX];           /* without links; what every worker loads */
    char reason[WORKER_ERROR_MAX]; /* why it does not work; empty: it does */
};

struct found {
    struct found_allocator list[2 * OPTIONS_LIST_MAX];
    size_t count;
    json_t *records; /* machine_json_allocator of each */
};

/* Lets a worker on `pu` say who serves malloc, under each of the allocator's names until
 * one works. Whether one does. */
int found_ask(struct found *found, struct worker_pool *pool, unsigned pu,
              const struct allocator *allocator);

/* The same allocator with the file that was found; itself when none was. */
const struct allocator *found_resolve(const struct found *found, const struct allocator *allocator);

/* "jemalloc left out: REASON" for each that does not work, a line each. */
void found_remark(const struct found *found, char *out, size_t size);

/* Prints, to stderr, what the environment has that would tune what is measured: variables that
 * workers were given, and those that do not reach them. */
void found_remark_environment(const struct environment *environment);

#endif
