/* SPDX-License-Identifier: MIT
 *
 * The probe's rate on a quiet core, by the core's design: measured for some designs, and
 * bounded for others by the size of the reorder buffer.
 *
 * The bound: one round of the probe's second loop fills 196 places of the reorder buffer,
 * and the round's four square roots, which wait for each other, take `chain` cycles. Rounds
 * overlap as far as the buffer reaches, so a slot costs at least chain / places cycles. A
 * thread whose sibling is awake has half of the places. A rate that is possible only with
 * more than 1.1 times half of the places proves that the thread has the whole buffer, so
 * the core is quiet. The bound holds only where each filler takes a place of its own. Zen 4
 * is different, so no bound is given. Zen 5 is not measured.
 *
 * Cores of a design that runs one thread per core share the buffer with nobody, so any rate
 * of such a core is a quiet one.
 *
 * Constant data; thread-safe.
 */
#ifndef HARNESS_SAMPLING_KNOWN_CORE_H
#define HARNESS_SAMPLING_KNOWN_CORE_H

#include "harness/machine/cpuinfo.h"

struct known_core {
    const char *name;
    unsigned places;  /* of the reorder buffer; 0: no bound follows from it */
    double low, high; /* cycles per slot seen on quiet cores; 0: not measured */
    const char *source;
    int one_thread; /* no core of this design has a second hardware thread */
};

/* The row of a design; NULL: the table lacks the design. */
const struct known_core *known_core_find(const struct core_design *design);

/* Rates that confirm a quiet core: from `low` to `high`. */
struct quiet_bounds {
    double low, high; /* cycles per slot; high 0: nothing is known */
    int measured;     /* the rates were seen; otherwise computed from the buffer's size */
    int one_thread;   /* any rate: the core has no sibling that could be awake */
};

/* The bounds for a design. `core` may be NULL. `chain` is the result of probe_chain; 0:
 * unknown. */
struct quiet_bounds known_core_bounds(const struct known_core *core, double chain);

/* Whether a rate lies within the bounds; 0 if nothing is known. */
int quiet_bounds_hold(const struct quiet_bounds *bounds, double cycles_per_slot);

#endif
