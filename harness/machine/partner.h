/* SPDX-License-Identifier: MIT
 *
 * Chooses the partner: the PU for a scenario's second thread (its peer). Pure; thread-safe.
 */
#ifndef HARNESS_MACHINE_PARTNER_H
#define HARNESS_MACHINE_PARTNER_H

#include "harness/scenario.h"
#include "machine.h"

struct partner {
    enum partner_place place;
    unsigned pu; /* logical index; without meaning for PARTNER_NONE */
};

/* The place as the note of a row in comparison.csv names it: "same L3", "same core's
 * sibling", ... */
const char *partner_place_name(enum partner_place place);

/* The best allowed partner of `pu` in `place`. PARTNER_NONE: in the nearest place where
 * there is one. A sibling is the last choice: it competes with the measured thread for the
 * core, and the probes see the competition. Within one place a PU of the same kind of core
 * is preferred, then one that is not on the core of PU 0. */
struct partner partner_find(const struct machine *machine, unsigned pu, enum partner_place place);

#endif
