/* SPDX-License-Identifier: MIT */
#include "control_check.h"

#include <math.h>
#include <string.h>

static const double FASTER = 0.9; /* a sibling that sleeps makes a core faster by more */

static void put(struct control_batches *batches, double ns)
{
    batches->ns[batches->count++ % CONTROL_BATCHES] = ns;
}

/* The median; NaN: too few. */
static double typical(const struct control_batches *batches)
{
    double ns[CONTROL_BATCHES];
    size_t n = batches->count < CONTROL_BATCHES ? batches->count : CONTROL_BATCHES;
    memcpy(ns, batches->ns, n * sizeof *ns);
    return n < CONTROL_BATCHES_LEAST ? NAN : stats_median(ns, n);
}

void control_check_add(struct control_check *check, const struct measured_turns *measured,
                       const struct quiet_state *quiet)
{
    if (!isnan(measured->facts.crossing_ns))
        return;
    for (size_t t = 0; t < measured->turn_count; t++) {
        const struct turn *turn = &measured->turns[t];
        if (turn->group != GROUP_TIMED || turn->taken == 0)
            continue;
        if (turn->fate == TURN_KEPT)
            put(&check->kept, turn_last_batch(turn, &measured->facts, quiet));
        else if (turn->fate == TURN_INTERFERENCE && !probe_is_quiet(&turn->after, quiet))
            put(&check->disturbed, turn_last_batch(turn, &measured->facts, quiet));
    }
    double ratio = typical(&check->disturbed) / typical(&check->kept);
    check->ratio = isnan(ratio) ? 0 : ratio;
}

int control_check_contradicts(const struct control_check *check)
{
    return check->ratio > 0 && check->ratio < FASTER;
}
