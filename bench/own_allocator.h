/* SPDX-License-Identifier: MIT
 *
 * Allocators that the user names by file: --allocator NAME=FILE. Threads: one.
 */
#ifndef BENCH_OWN_ALLOCATOR_H
#define BENCH_OWN_ALLOCATOR_H

#include "options.h"

/* Reads `word`, NAME=FILE, into options->own and sets *allocator to the entry. A NAME that
 * the program knows, such as jemalloc, means that allocator from another file. The same
 * word twice is one entry. Returns 0; -EINVAL with one line in options->error; or -ENOMEM.
 * `word` is not changed. */
int own_allocator_add(struct options_run *options, const char *word,
                      const struct allocator **allocator);

#endif
