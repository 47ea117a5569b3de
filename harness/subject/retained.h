/* SPDX-License-Identifier: MIT
 *
 * What one instance of a retention scenario holds, by each measure. Plain data.
 */
#ifndef HARNESS_SUBJECT_RETAINED_H
#define HARNESS_SUBJECT_RETAINED_H

#include "harness/scenario.h"

enum retained_measure {
    RETAINED_BYTES,    /* of blocks not freed, as malloc_usable_size gives them */
    RETAINED_ASKED,    /* of the same blocks, as requested from malloc */
    RETAINED_ALLOCS,   /* number of those blocks */
    RETAINED_RSS,      /* anonymous memory in RAM, bytes */
    RETAINED_RESERVED, /* address space, bytes */
    RETAINED_FAULTS,   /* minor page faults while instances were made */
    RETAINED_RSS_RATE, /* RAM over bytes requested; unknown where nothing is held */
    RETAINED_MEASURES
};

struct retained {
    double of[RETAINED_MEASURES]; /* NaN: unknown */
};

/* What one worker for each variant of a case found. */
struct holding {
    struct retained variants[SCENARIO_VARIANTS];
};

#endif
