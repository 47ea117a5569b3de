/* SPDX-License-Identifier: MIT
 *
 * Counting what operations allocate, in a worker of its own: a counted pair
 * costs 6-10 ns more than a plain one, so it never runs in a timed batch.
 *
 * Threads: the tally is process-wide and not atomic. One thread allocates, and
 * one frees: malloc and free count in fields of their own. Whoever starts or
 * reads must have seen both done (a peer: struct scenario says when).
 */
#ifndef HARNESS_SUBJECT_ACCOUNTING_H
#define HARNESS_SUBJECT_ACCOUNTING_H

#include <stdint.h>

enum tally_count { TALLY_ALLOCS, TALLY_BYTES, TALLY_USABLE_BYTES };

struct tally {
    uint64_t allocs;       /* calls of malloc */
    uint64_t frees;        /* calls of free with memory */
    uint64_t bytes;        /* asked for */
    uint64_t usable_bytes; /* got, by malloc_usable_size or GC_size */
};

/* Lets the operations use what serves them through the counting wrapper, with
 * the tally at zero. */
void accounting_start(void);

/* What was counted since accounting_start. */
struct tally accounting_read(void);

/* One of the counts of a tally. */
uint64_t tally_count(const struct tally *tally, enum tally_count count);

#endif
