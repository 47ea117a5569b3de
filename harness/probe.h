/* SPDX-License-Identifier: MIT
 *
 * The interference probe: what state is this core in right now?
 *
 * Two loops of about 3 us each. A chain of dependent additions takes one core
 * cycle per addition on every CPU we know, so its time gives the cycle; it
 * barely notices a busy sibling. A run of no-ops asks for the whole front end,
 * which is what another thread of the core, or of the host's core under a
 * virtual machine, takes away. No-ops per cycle are therefore a property of
 * the CPU model while the core is ours alone, and drop when it is not.
 *
 * The probe is not the measured code: choosing turns by it cannot choose
 * outcomes. Measured: docs/method.md. Threads: none shared.
 */
#ifndef HARNESS_PROBE_H
#define HARNESS_PROBE_H

#include <stddef.h>

struct probe {
    double cycle_ns;        /* one core cycle, in ns */
    double cycles_per_slot; /* cycles per no-op: higher means interference */
};

/* Takes about 6 us. */
struct probe probe_take(void);

/* The best state known of a machine, the measure of a turn's worth. */
struct quiet_state {
    double cycle_ns;        /* the reference clock's cycle: all ns figures are scaled to it */
    double cycles_per_slot; /* the least seen; 0: nothing known */
};

extern const double probe_tolerance; /* relative */

/* Whether `probe` is within the tolerance of the best state, or no best state is
 * known. One that looks better by more than that is not quiet either: its latency
 * loop was disturbed, and a cycle that is too long makes every figure too small. */
int probe_is_quiet(const struct probe *probe, const struct quiet_state *best);

/* Whether a no-op rate is better than the best known by more than two estimates
 * of the same rate differ by. */
int probe_is_better(double cycles_per_slot, const struct quiet_state *best);

/* The quiet state that some probes saw. A quiet core has one no-op rate, within
 * 1 %; a busy sibling takes now more, now less. So of the probes whose cycle
 * agrees with the median cycle it is the middle of the densest `part`: right as
 * soon as the core is quiet for about that share of the time. The least rate
 * would be that of a probe gone wrong. Reorders `probes`. All zero for none. */
struct quiet_state probe_best(struct probe *probes, size_t n, double part);

/* How many probes in a row tell a state from chance: quarters of twenty agree
 * on a rate that is none once in thousands of times, of these never. */
enum { PROBE_REFINING = 200 };

/* Corrects the best rate by what the last PROBE_REFINING probes saw: a quarter of
 * them that agree are a quiet core when their rate is lower, and when it is
 * higher by no more than twice the tolerance. What a neighbour takes is more,
 * and never the same. Reorders `probes`. */
void probe_refine(struct quiet_state *best, struct probe *probes, size_t n);

#endif
