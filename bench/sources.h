/* SPDX-License-Identifier: MIT
 *
 * Finds the runs that the operands of `compare` mean: paths, patterns, and @ALLOCATOR.
 * Threads: one.
 *
 * Ownership: sources_free frees the list; `allocator` points into an operand. Errors:
 * negative errno.
 */
#ifndef BENCH_SOURCES_H
#define BENCH_SOURCES_H

#include <stddef.h>

/* A run to load, and which side of the comparison it is. */
struct source {
    char *path;
    const char *allocator; /* the part after the @; NULL: all */
    size_t side;           /* 0 is the base */
};

struct sources {
    struct source *list; /* sides ascend */
    size_t count, sides;
};

/* Adds the runs of an operand: a path, or a pattern if no file has that name. Each match is
 * a side of its own; with `pool` all matches are one side. A pattern that matches nothing
 * is taken as a path. The operand is cut at its @. -ENOMEM. */
int sources_add(struct sources *sources, char *operand, int pool);

void sources_free(struct sources *sources);

#endif
