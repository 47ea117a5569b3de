/* SPDX-License-Identifier: MIT
 *
 * The inside of a simulated worker: batches between callgrind's client
 * requests. The parent's side is callgrind.h.
 *
 * Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_COUNTERS_SIMULATE_H
#define HARNESS_COUNTERS_SIMULATE_H

#include "harness/scenario.h"

/* Whether this build can run under valgrind at all: 0, -ENOTSUP, -ENOEXEC as in
 * callgrind_find. */
int simulate_possible(void);

/* Whether this process runs under valgrind right now. */
int simulate_running(void);

/* The name of the dump that follows a batch of `ops` operations of a variant. */
void simulate_dump_name(char *name, size_t size, size_t variant, uint64_t ops);

/* Runs variant number `index` for `ops` operations to warm it up, then dumps
 * what one and `ops` + 1 more of them do. Gives the sum of the results. The
 * stack starts at the same place within its page whatever the environment is,
 * so that the same cache sets are used in every run. */
uint64_t simulate_variant(variant_fn *run, size_t index, uint64_t ops);

#endif
