/* SPDX-License-Identifier: MIT
 *
 * The efforts that `run --effort` knows: how long a worker and a run may take, and how
 * narrow an interval must be. Units: seconds in names that end in _s, turns, relative
 * widths. Constant data; thread-safe.
 */
#ifndef HARNESS_FIGURES_EFFORT_H
#define HARNESS_FIGURES_EFFORT_H

#include "harness/sampling/sampler.h"

struct effort {
    const char *name;
    struct sampling_limits limits; /* of one worker */
    double precision;              /* target for estimate_spread */
    double case_s;                 /* time budget for each case */
    double run_s;      /* time budget of a run after the first five rounds (see `bounded`) */
    size_t workers;    /* that every case gets if the time allows; 0: WORKERS_LEAST */
    size_t holdings;   /* workers of each variant of a retention case */
    int bounded;       /* run_s ends the first five rounds, too */
    int bare;          /* a whole catalogue without ladders and walks */
    size_t sizes_most; /* of a scenario, if the user names no size; 0: all */
};

extern const struct effort efforts[]; /* ended by a NULL name */

/* The effort of that name, or NULL. */
const struct effort *effort_find(const char *name);

#endif
