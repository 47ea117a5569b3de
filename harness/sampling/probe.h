/* SPDX-License-Identifier: MIT
 *
 * The interference probe: what state is this core in right now?
 *
 * Two loops of about 3 and 1 us. A chain of dependent additions takes one core
 * cycle per addition on every CPU we know, so its time gives the cycle; it
 * barely notices a busy sibling. The other loop has a few square roots that wait
 * for each other, then many fillers, again and again: it is as fast as rounds
 * overlap, and they overlap as far as the reorder buffer reaches. While another
 * thread of the core is awake, be it that of another guest of the host, each has
 * half of that buffer (AMD: Software Optimization Guide for Family 19h, table of
 * shared resources; Intel: Optimization Reference Manual, Hyper-Threading: reorder
 * and store buffers are partitioned). So cycles per slot have one value while the
 * core is ours alone, and nearly twice that when it is not, also when the other
 * thread only waits for memory. No-ops alone would see it only when it competes
 * for the front end.
 *
 * The probe is not the measured code: choosing turns by it cannot choose
 * outcomes. Measured: docs/method.md. Threads: none shared.
 */
#ifndef HARNESS_SAMPLING_PROBE_H
#define HARNESS_SAMPLING_PROBE_H

#include <stddef.h>

struct probe {
    double cycle_ns;        /* one core cycle, in ns */
    double cycles_per_slot; /* per instruction of the second loop: higher means interference */
};

/* Takes about 5 us. */
struct probe probe_take(void);

/* States of another version do not compare. */
enum { PROBE_VERSION = 3 };

/* The quiet state known of a machine, the measure of a turn's worth. */
struct quiet_state {
    double cycle_ns;        /* the reference clock's cycle: all ns figures are scaled to it */
    double cycles_per_slot; /* of a quiet core; 0: nothing known */
};

extern const double probe_tolerance; /* relative */

/* Whether `probe` is within the tolerance of the quiet state, or no quiet state is
 * known. One that looks better by more than that is not quiet either: its latency
 * loop was disturbed, and a cycle that is too long makes every figure too small. */
int probe_is_quiet(const struct probe *probe, const struct quiet_state *quiet);

/* Whether a rate is better than the best known by more than two estimates of the
 * same one differ by. */
int probe_is_better(double cycles_per_slot, const struct quiet_state *quiet);

/* The quiet state that some probes saw. A quiet core has one rate, within 2 %; of
 * a busy one they scatter by a tenth. So, of the probes whose cycle agrees with
 * the median cycle, it is the least rate at which `part` of them are a peak, and
 * `found` is 1. When there is none, it is that on which so many come closest: it
 * may be of a busy core. The least rate of all would be that of a probe gone
 * wrong. Reorders `probes`. All zero for none. */
struct quiet_state probe_find_quiet(struct probe *probes, size_t n, double part, int *found);

/* How many probes in a row tell a state from chance. */
enum { PROBE_REFINING = 200 };

/* Corrects the best rate by what the last PROBE_REFINING probes saw: a tenth of
 * them in a peak are a quiet core when their rate is lower, and when it is
 * higher by no more than twice the tolerance: a sibling takes more. Reorders
 * `probes`. */
void probe_refine(struct quiet_state *quiet, struct probe *probes, size_t n);

#endif
