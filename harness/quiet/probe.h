/* SPDX-License-Identifier: MIT
 *
 * The probe: two loops, of about 3 and 1 us, that measure how long a core cycle is right
 * now and whether another thread shares the core.
 *   1. A chain of dependent additions takes one core cycle per addition on every CPU we
 *      know. The loop's time gives the cycle time. A busy sibling barely changes it.
 *   2. A few square roots that wait for each other, then many fillers, again and again.
 *      Rounds overlap as far as the reorder buffer reaches. While the sibling is awake,
 *      each thread has half of that buffer (AMD: Software Optimization Guide for Family
 *      19h, table of shared resources; Intel: Optimization Reference Manual,
 *      Hyper-Threading: reorder and store buffers are partitioned). So the cycles per slot
 *      have one value while this thread has the core to itself, and nearly twice that value
 *      otherwise, even if the sibling only waits for memory.
 *
 * The probe times its own code, never the benchmark, so filtering turns by the probe
 * cannot bias a figure (docs/decisions/003-probe-before-every-batch.md).
 * Units: ns, cycles. Threads: none shared.
 */
#ifndef HARNESS_QUIET_PROBE_H
#define HARNESS_QUIET_PROBE_H

#include <stddef.h>

struct probe {
    double cycle_ns;        /* one core cycle, in ns */
    double cycles_per_slot; /* per instruction of the second loop: higher means interference */
};

/* Runs both loops. Takes about 5 us. */
struct probe probe_take(void);

/* Stored quiet states of another version are not comparable. */
enum { PROBE_VERSION = 4 };

/* What probes show on a core that nobody else uses. The reference for every turn. */
struct quiet_state {
    double cycle_ns;        /* the reference clock's cycle: all ns figures are scaled to it */
    double cycles_per_slot; /* of a quiet core; 0: nothing known */
};

extern const double probe_tolerance, probe_tolerance_above; /* relative */

/* True if `probe` is at most probe_tolerance below and probe_tolerance_above above the
 * quiet state, or no quiet state is known. A probe that is *better* by more is rejected,
 * too: its latency loop was interrupted, so it overestimates the cycle, and every time
 * scaled by that cycle comes out too small. */
int probe_is_quiet(const struct probe *probe, const struct quiet_state *quiet);

/* True if a rate is lower than the known one by more than two estimates of one rate
 * differ by. */
int probe_is_better(double cycles_per_slot, const struct quiet_state *quiet);

/* Estimates the rate of a quiet core from `n` probes.
 * 1. Drops probes whose cycle time is far from the median.
 * 2. Looks for the lowest rate around which at least a fraction `part` of the rest
 *    cluster within 5 %; sets `*found` to 1.
 * 3. If there is no such cluster, returns the tightest one and sets `*found` to 0:
 *    the core was probably busy.
 * The plain minimum is not used: one faulty probe would decide it. Reorders
 * `probes`. All zero for n = 0. */
struct quiet_state probe_find_quiet(struct probe *probes, size_t n, double part, int *found);

/* Tells whether this thread has more than `places` places of the reorder buffer while the
 * probe's rate is that of `quiet`. Returns 1 if it has; 0 if that was not seen; -1 if the
 * core was not so for long enough within 10 ms.
 *
 * The loop has rounds of sixteen square roots that wait for each other, and then of fillers.
 * A round has some more than `places` instructions. The square roots of the next round start
 * before those of this round have ended only if the buffer holds a whole round. Then a round
 * takes less time than its square roots alone. Two instructions that share one place count
 * as two places. Figures: docs/decisions/014-confirm-the-quiet-state.md. */
int probe_has_places(unsigned places, const struct quiet_state *quiet);

/* How many probes probe_refine needs. */
enum { PROBE_REFINING = 200 };

/* Corrects the quiet rate by the last PROBE_REFINING probes. If a tenth of them form
 * a cluster, its rate replaces the known one, provided that it is lower, or higher by
 * at most twice the tolerance. An awake sibling raises the rate by more than that.
 * Reorders `probes`. */
void probe_refine(struct quiet_state *quiet, struct probe *probes, size_t n);

#endif
