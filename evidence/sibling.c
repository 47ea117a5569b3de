/* SPDX-License-Identifier: MIT
 *
 * Which test shows best whether another thread shares the core? For
 * docs/decisions/003-probe-before-every-batch.md. To be run on a shared machine.
 *
 * Runs batches of return_pointer's heap variant, each between two probes (rounds that overlap
 * in the reorder buffer) and two measurements of the rate of no-ops (the front end). Prints,
 * for each of the four combinations of the two tests' results, how often it occurred and how
 * long the batches took.
 *
 *   cmake --build --preset gcc --target experiment_sibling
 *   taskset -c 1 build/gcc/tests/experiment_sibling
 */
#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "harness/quiet/probe.h"
#include "harness/subject/ladder.h"
#include "scenarios/index.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOMENTS = 200000, OPS = 2000, ROUNDS = 600, PER_ROUND = 32 };

static const double NO_OPS_TOLERANCE = 0.025; /* the tolerance that the harness once used */

struct moment {
    struct probe probe, no_ops; /* taken after the batch; the probe before it is the last batch's */
    double ns;
};

#define TIMES_8(x) x x x x x x x x

static NOIPA void no_op_loop(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        TIMES_8(__asm__ volatile("nop\n\tnop\n\tnop\n\tnop");)
    }
}

static struct moment look(void)
{
    struct moment m = { .probe = probe_take() };
    uint64_t start = clock_now();
    no_op_loop(ROUNDS);
    double ns = (double) (clock_now() - start) / (ROUNDS * PER_ROUND);
    m.no_ops = (struct probe){ m.probe.cycle_ns, ns / m.probe.cycle_ns };
    return m;
}

static struct quiet_state quiet_of(const struct moment *moments, int no_ops)
{
    static struct probe probes[MOMENTS];
    int found;
    for (size_t i = 0; i < MOMENTS; i++)
        probes[i] = no_ops ? moments[i].no_ops : moments[i].probe;
    return probe_find_quiet(probes, MOMENTS, 0.002, &found);
}

static int is_near(const struct probe *probe, const struct quiet_state *quiet, double tolerance)
{
    return fabs(probe->cycles_per_slot / quiet->cycles_per_slot - 1) <= tolerance;
}

int main(void)
{
    static struct moment moments[MOMENTS];
    static double ns[4][MOMENTS];
    size_t n[4] = { 0 };
    const struct variant *heap = &scenario_return_pointer.sizes[0].variants[1];
    for (size_t i = 0; i < MOMENTS; i++) {
        uint64_t start = clock_now();
        heap->run(OPS);
        double took = (double) (clock_now() - start) / OPS;
        moments[i] = look();
        moments[i].ns = took / moments[i].probe.cycle_ns;
    }
    struct quiet_state rate = quiet_of(moments, 0), no_ops = quiet_of(moments, 1);
    for (size_t i = 1; i < MOMENTS; i++) {
        const struct moment *a = &moments[i - 1], *b = &moments[i];
        int quiet = probe_is_quiet(&a->probe, &rate) && probe_is_quiet(&b->probe, &rate);
        int fast = is_near(&a->no_ops, &no_ops, NO_OPS_TOLERANCE) &&
                   is_near(&b->no_ops, &no_ops, NO_OPS_TOLERANCE);
        size_t k = 2 * (size_t) quiet + (size_t) fast;
        ns[k][n[k]++] = b->ns * rate.cycle_ns;
    }
    printf("best: %.3f cycles per slot, %.4f per no-op\n", rate.cycles_per_slot,
           no_ops.cycles_per_slot);
    for (size_t k = 4; k-- > 0;)
        printf("probe %-5s  no-ops %-7s  %5.1f %% of moments, ns: %6.2f %6.2f %6.2f\n",
               k & 2 ? "quiet" : "busy", k & 1 ? "at best" : "slower",
               100.0 * (double) n[k] / MOMENTS, stats_quantile(ns[k], n[k], 0.1),
               stats_quantile(ns[k], n[k], 0.5), stats_quantile(ns[k], n[k], 0.9));
    return 0;
}
