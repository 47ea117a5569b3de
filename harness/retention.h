/* SPDX-License-Identifier: MIT
 *
 * What instances of a retention scenario hold on to when nobody needs them
 * any more: by the allocator's books and by the kernel's.
 *
 * A worker of its own makes one instance, so that code and data that all of
 * them share are there, fills the free memory that the process has with blocks
 * like the instance's, reads the books, makes many, and reads again. What was
 * added to the books is divided by the number of instances.
 *
 * A collector's free does nothing, so there a block is held until it is freed,
 * and collected before the books are read.
 *
 * Units: blocks and bytes per instance. Errors: negative errno.
 * Threads: blocks are booked on one thread only, the caller's.
 */
#ifndef HARNESS_RETENTION_H
#define HARNESS_RETENTION_H

#include "estimate.h"
#include "retained.h"

/* The CSV's name of a measure and its unit. */
struct retention_metric {
    const char *name, *unit;
};

extern const struct retention_metric retention_metrics[RETAINED_MEASURES];

/* How many instances of the scenario a worker makes: no more than 64 MiB. */
unsigned retention_instances(const struct scenario *scenario, size_t size);

/* Makes 1 + `instances` and gives what each of the latter holds, and the sum
 * that run returned. What cannot be read is NaN. -ENOMEM; -ENOBUFS: more
 * blocks are alive than the books have lines. The blocks that are still held
 * are freed: nothing of the scenario may be used afterwards. */
int retention_measure(const struct variant *variant, unsigned instances, struct retained *held,
                      uint64_t *checksum);

/* What `n` workers' words say about a variant against the first: exact where
 * all agree, with an interval where it varies. No ratio when the baseline is
 * declared to hold nothing, and of a rate no comparison: the value stands alone. */
struct figure retention_figure(const struct scenario_size *size, const struct holding *words,
                               size_t n, size_t variant, enum retained_measure measure);

/* Why a figure of that measure has no baseline or no value; NULL when it has. */
const char *retention_unknown(const struct figure *figure, enum retained_measure measure);

/* Whether an instance holds exactly what the variant declares. */
int retention_as_declared(const struct variant *variant, const struct retained *held);

#endif
