/* SPDX-License-Identifier: MIT
 *
 * The worker's side of counting under callgrind: batches between callgrind's client
 * requests. The parent's side is harness/counters/callgrind.h.
 *
 * Errors: negative errno. Threads: one.
 */
#ifndef HARNESS_COUNTERS_SIMULATE_H
#define HARNESS_COUNTERS_SIMULATE_H

#include "harness/scenario.h"

/* Whether this build can run under valgrind: 0, or -ENOTSUP or -ENOEXEC as in
 * callgrind_find. */
int simulate_possible(void);

/* Whether this process runs under valgrind right now. */
int simulate_running(void);

/* The name of the dump that follows a batch of `ops` operations of a variant. */
void simulate_dump_name(char *name, size_t size, size_t variant, uint64_t ops);

/* Runs variant number `index` for `ops` operations as a warm-up, then dumps the counts of a
 * batch of one operation and of a batch of `ops` + 1. Returns the sum of all results. The
 * stack starts at the same place within its page whatever the environment is, so that every
 * run uses the same cache sets. */
uint64_t simulate_variant(variant_fn *run, size_t index, uint64_t ops);

#endif
