/* SPDX-License-Identifier: MIT
 *
 * What the probe's rate on a quiet core is, by the core's design: measured on some, and
 * bounded on others by the size of the reorder buffer.
 *
 * The bound: a round of the probe's second loop has 196 places of the buffer, and its
 * four square roots, which wait for each other, take `chain` cycles. Rounds overlap as
 * far as places go, so cycles per place are at least chain / places. A thread whose
 * sibling is awake has half of the places. A rate that needs more than 1.1 times the half
 * is one that only a thread with the whole buffer can have, so the core is quiet. This
 * holds where each filler takes a place of its own. It does not on Zen 4, where no bound is
 * given, nor on Zen 5, which is not measured.
 *
 * A design whose cores run one thread each shares its buffer with nobody: whatever rate
 * such a core has is a quiet one.
 *
 * Constant data; thread-safe.
 */
#ifndef HARNESS_SAMPLING_KNOWN_CORE_H
#define HARNESS_SAMPLING_KNOWN_CORE_H

#include "harness/machine/cpuinfo.h"

struct known_core {
    const char *name;
    unsigned places;  /* of the reorder buffer; 0: no bound follows from it */
    double low, high; /* cycles per slot that quiet cores were seen to have; 0: not measured */
    const char *source;
    int one_thread; /* no core of this design has a second hardware thread */
};

/* NULL: a design that is not in the table. */
const struct known_core *known_core_find(const struct core_design *design);

/* Rates that confirm a quiet core: from `low` to `high`. */
struct quiet_bounds {
    double low, high; /* cycles per slot; high 0: nothing is known */
    int measured;     /* the rates were seen; otherwise they follow from the buffer's size */
    int one_thread;   /* any rate: the core has no sibling that could be awake */
};

/* `core` may be NULL; `chain` is probe_chain's, 0 when unknown. */
struct quiet_bounds known_core_bounds(const struct known_core *core, double chain);

/* Whether a rate lies within them; 0 when nothing is known. */
int quiet_bounds_hold(const struct quiet_bounds *bounds, double cycles_per_slot);

#endif
