/* SPDX-License-Identifier: MIT
 *
 * Counts what operations allocate. A worker of its own does this: a counted malloc and free
 * cost 6-10 ns more than plain ones, so counting never runs in a timed batch.
 *
 * Threads: the tally is process-wide and not atomic. One thread may allocate while another
 * frees, because malloc and free count in different fields. accounting_start and
 * accounting_read need both threads to be idle (for a peer struct scenario says when).
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

/* Sets the tally to zero and routes the operations' malloc and free through the counting
 * wrapper. */
void accounting_start(void);

/* The tally since accounting_start. */
struct tally accounting_read(void);

/* One of the counts of a tally. */
uint64_t tally_count(const struct tally *tally, enum tally_count count);

#endif
