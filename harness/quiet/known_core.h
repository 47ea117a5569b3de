/* SPDX-License-Identifier: MIT
 *
 * What the design of a core tells about the probe's rate on a quiet one: the rate itself,
 * where it was measured, or the size of the reorder buffer.
 *
 * A thread whose sibling is awake has half of the buffer. A thread that has more than three
 * quarters of it is alone on its core, so its rate is a quiet one (probe_has_places). This
 * holds only where each filler takes a place of its own. On Zen 4 two fillers seem to share
 * one, and Zen 5 was not tried.
 *
 * Cores of a design that runs one thread per core share the buffer with nobody, so any rate
 * of such a core is a quiet one.
 *
 * Constant data; thread-safe.
 */
#ifndef HARNESS_QUIET_KNOWN_CORE_H
#define HARNESS_QUIET_KNOWN_CORE_H

#include "harness/machine/cpuinfo.h"

struct known_core {
    const char *name; /* NULL: a row for all designs of a maker that have none of their own */
    unsigned places;  /* of the reorder buffer; 0: unknown, or no filler has one alone */
    double low, high; /* cycles per slot seen on quiet cores; 0: not measured */
    const char *source;
    int one_thread; /* no core of this design has a second hardware thread */
};

/* The row of a design; NULL: the table lacks the design. */
const struct known_core *known_core_find(const struct core_design *design);

/* Rates that confirm a quiet core: from `low` to `high`. */
struct quiet_bounds {
    double low, high; /* cycles per slot; high 0: nothing is known */
    int measured;     /* the rates were seen on quiet cores of this design */
    int one_thread;   /* any rate: the core has no sibling that could be awake */
};

/* What the design alone says. `core` may be NULL. */
struct quiet_bounds known_core_bounds(const struct known_core *core);

/* The row of the core that the operating system calls `cpu`; NULL: the table lacks its design.
 * Sets what the design and the machine say of its rates. */
const struct known_core *known_core_of(int cpu, struct quiet_bounds *bounds);

/* The bounds after a thread was seen to have more than known_core_places places at this rate:
 * any rate up to it is a quiet one. */
struct quiet_bounds quiet_bounds_alone(double cycles_per_slot);

/* A thread with more places of the reorder buffer than this is alone on its core. 0: no number
 * of places tells. `core` may be NULL. */
unsigned known_core_places(const struct known_core *core);

/* Whether a rate lies within the bounds; 0 if nothing is known. */
int quiet_bounds_hold(const struct quiet_bounds *bounds, double cycles_per_slot);

#endif
