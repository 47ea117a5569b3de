/* SPDX-License-Identifier: MIT
 *
 * Allocators that the user brings: --allocator NAME=FILE.
 */
#ifndef BENCH_OWN_ALLOCATOR_H
#define BENCH_OWN_ALLOCATOR_H

#include "options.h"

/* Reads `word`, NAME=FILE, into options->own and gives its entry. A NAME that the
 * program knows, such as jemalloc, is that allocator from another file. The same word
 * twice is one entry. 0, or -EINVAL with one line in options->error, -ENOMEM. `word`
 * stays as it is. */
int own_allocator_add(struct options_run *options, const char *word,
                      const struct allocator **allocator);

#endif
