/* SPDX-License-Identifier: MIT
 *
 * The PU for a scenario's second thread. Pure; thread-safe.
 */
#ifndef HARNESS_MACHINE_PARTNER_H
#define HARNESS_MACHINE_PARTNER_H

#include "harness/scenario.h"
#include "machine.h"

struct partner {
    enum partner_place place;
    unsigned pu; /* logical index; without meaning for PARTNER_NONE */
};

/* As a row's note has it: "same L3", "same core's sibling", ... */
const char *partner_place_name(enum partner_place place);

/* The best allowed partner of `pu` in a place; with PARTNER_NONE in the nearest
 * that does not share its core: a sibling is the last choice, since it takes
 * from the measured thread what they share, and the probes see that. In one
 * place: of the same CPU kind, then not on the core of PU 0. */
struct partner partner_find(const struct machine *machine, unsigned pu, enum partner_place place);

#endif
