/* SPDX-License-Identifier: MIT
 *
 * The PU for a scenario's second thread. Pure; thread-safe.
 */
#ifndef HARNESS_PARTNER_H
#define HARNESS_PARTNER_H

#include "machine.h"

/* Where a partner lies, seen from the PU that is measured on; the nearest that
 * does not share its core is preferred. A sibling is the last choice: it takes
 * from the measured thread what they share, and the probes see that. */
enum partner_place {
    PARTNER_NONE,
    PARTNER_SIBLING,
    PARTNER_OTHER_SOCKET,
    PARTNER_SAME_SOCKET, /* and no L3 shared, or none is shown */
    PARTNER_SAME_L3
};

struct partner {
    enum partner_place place;
    unsigned pu; /* logical index; without meaning for PARTNER_NONE */
};

/* As a row's note has it: "same L3", "same core's sibling", ... */
const char *partner_place_name(enum partner_place place);

/* The best allowed partner of `pu`: by place, then of the same CPU kind, then
 * not on the core of PU 0. */
struct partner partner_find(const struct machine *machine, unsigned pu);

#endif
