/* SPDX-License-Identifier: MIT
 *
 * Measures, inside a worker, what instances of a retention scenario still hold
 * after nobody needs them.
 *
 * The allocation pair is replaced by one that records every block that is
 * alive. A worker makes one instance first, so that code and data that all
 * instances share are in RAM. It then fills the free memory of the process with
 * blocks like the instance's, reads the records and /proc/self, makes many
 * instances, and reads again. The growth is divided by the number of instances.
 *
 * Under a garbage collector free() is a no-op. A block counts as held until the
 * scenario calls free() on it; a collection is forced before the allocator's
 * statistics are read.
 *
 * Units: blocks and bytes per instance. Errors: negative errno.
 * Threads: blocks are recorded on one thread only, the caller's.
 */
#ifndef HARNESS_WORKER_HELD_BLOCKS_H
#define HARNESS_WORKER_HELD_BLOCKS_H

#include "harness/subject/retained.h"

/* How many instances of the scenario a worker makes: `most`, or fewer, so that they hold at
 * most 16 MiB, but at least four. */
unsigned held_blocks_instances(const struct scenario *scenario, size_t size, unsigned most);

/* Makes one instance, then `instances` more. `held` gets what each of the latter holds, NaN
 * where it cannot be read; `checksum` gets the sum that `run` returned. At the end the
 * blocks still held are freed, so nothing of the scenario may be used afterwards. -ENOMEM.
 * -ENOBUFS: more blocks are alive than can be recorded. */
int held_blocks_measure(const struct variant *variant, unsigned instances, struct retained *held,
                        uint64_t *checksum);

/* Reads RAM, address space and page faults of this process so far. The other measures in
 * `now` are not changed. */
void held_blocks_read_kernel(struct retained *now);

#endif
