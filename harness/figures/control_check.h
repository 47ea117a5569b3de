/* SPDX-License-Identifier: MIT
 *
 * The self-check of the probe: does its rate tell a disturbed core from a quiet one?
 *
 * The control's operations do the same work in every batch. So batches that end in a probe
 * beside an awake sibling should take longer than those of kept turns, by the cycle of the
 * core. If they are faster instead, then the quiet state is that of a busy core, and the
 * turns that were kept are the disturbed ones. If both take equally long, then this sibling
 * does not slow the control; the quiet state may be right or wrong.
 *
 * Plain data, all zero at first; one thread.
 */
#ifndef HARNESS_FIGURES_CONTROL_CHECK_H
#define HARNESS_FIGURES_CONTROL_CHECK_H

#include "harness/sampling/sampler.h"

enum { CONTROL_BATCHES = 1000, CONTROL_BATCHES_LEAST = 20 };

/* ns per operation at the reference clock. Of more than CONTROL_BATCHES batches the last are
 * held; the counts are of all. */
struct control_batches {
    size_t count;
    double ns[CONTROL_BATCHES];
};

struct control_check {
    struct control_batches kept, disturbed;
    double ratio; /* median of the disturbed batches by that of the kept ones; 0: fewer than
                     CONTROL_BATCHES_LEAST of either */
};

/* Adds the timed turns of one worker of the control: of a kept turn the last batch; of a turn
 * dropped for interference the last batch, if the probe after it was not quiet. Turns of a
 * worker with a runtime of its own are left out, because the runtime works beside them.
 * `quiet` is the state that the worker judged its turns by. */
void control_check_add(struct control_check *check, const struct measured_turns *measured,
                       const struct quiet_state *quiet);

/* Whether the quiet state is that of a busy core: disturbed batches are faster by a tenth or
 * more. */
int control_check_contradicts(const struct control_check *check);

#endif
