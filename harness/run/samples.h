/* SPDX-License-Identifier: MIT
 *
 * Makes the rows of samples.csv: one per turn, with all that was read, and why the turn was
 * kept or dropped. The columns depend on the counters asked for, never on what the machine
 * can do or on a scenario's variants. Schema: results/README.md. Errors: those of
 * harness/base/csv.h. Pure; thread-safe.
 */
#ifndef HARNESS_RUN_SAMPLES_H
#define HARNESS_RUN_SAMPLES_H

#include "harness/base/csv.h"
#include "harness/sampling/sampler.h"

/* What a row contains besides its turn. */
struct samples_context {
    const struct scenario *scenario;
    size_t size_bytes;
    const struct ladder *ladder;
    unsigned live;
    const char *allocator;
    unsigned worker; /* number of the worker within its case, from 1 */
    unsigned layout;
    const struct counter_list *counters;
    const struct sampling_facts *facts;
    const struct quiet_state *quiet_state;
};

void samples_header(struct csv_row *row, const struct counter_list *counters);
void samples_row(struct csv_row *row, const struct samples_context *context,
                 const struct turn *turn);

#endif
