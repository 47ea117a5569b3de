/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include "clock.h"
#include "scenario.h"

#include <math.h>

#define TIMES_8(x)  x x x x x x x x
#define TIMES_32(x) TIMES_8(x) TIMES_8(x) TIMES_8(x) TIMES_8(x)

/* Of turns whose worst probe is further off most are disturbed (docs/method.md). */
const double probe_tolerance = 0.025;

static const double AGREE = 0.03;    /* cycles of one clock speed */
static const double REFINING = 0.25; /* of the probes must agree */

enum { ROUNDS_LATENCY = 300, ROUNDS_THROUGHPUT = 600, PER_ROUND = 32, ROUNDS_COLD = 20 };

/* The step is a register that the compiler does not know: newer cores fold
 * additions of constants away at rename. */
static NOIPA void latency_loop(unsigned rounds)
{
    uint64_t sum = 1, step = 3;
    VALUE(step);
    for (unsigned i = 0; i < rounds; i++) {
        TIMES_32(sum += step; VALUE(sum);)
    }
}

#if defined(__x86_64__) || defined(__aarch64__)
#define SLOT __asm__ volatile("nop");
#else /* independent additions: fewer per cycle, the same idea */
#define SLOT                                                                                       \
    a++;                                                                                           \
    VALUE(a);                                                                                      \
    b++;                                                                                           \
    VALUE(b);
#endif

static NOIPA void throughput_loop(unsigned rounds)
{
    uint64_t a = 0, b = 0;
    for (unsigned i = 0; i < rounds; i++) {
        TIMES_32(SLOT)
    }
    VALUE(a);
    VALUE(b);
}

struct probe probe_take(void)
{
    latency_loop(ROUNDS_COLD); /* after much other code the loops' own is cold */
    throughput_loop(ROUNDS_COLD);
    uint64_t start = clock_now();
    latency_loop(ROUNDS_LATENCY);
    uint64_t middle = clock_now();
    throughput_loop(ROUNDS_THROUGHPUT);
    uint64_t end = clock_now();

    double cycle = (double) (middle - start) / (ROUNDS_LATENCY * PER_ROUND);
    double slot = (double) (end - middle) / (ROUNDS_THROUGHPUT * PER_ROUND);
    return (struct probe){ .cycle_ns = cycle, .cycles_per_slot = cycle > 0 ? slot / cycle : 0 };
}

int probe_is_quiet(const struct probe *probe, const struct quiet_state *best)
{
    double off = fabs(probe->cycles_per_slot - best->cycles_per_slot);
    return best->cycles_per_slot == 0 || off <= probe_tolerance * best->cycles_per_slot;
}

int probe_is_better(double cycles_per_slot, const struct quiet_state *best)
{
    return cycles_per_slot > 0 &&
           cycles_per_slot < best->cycles_per_slot * (1 - probe_tolerance / 2);
}

static int by_cycle(const void *a, const void *b)
{
    double x = ((const struct probe *) a)->cycle_ns, y = ((const struct probe *) b)->cycle_ns;
    return (x > y) - (x < y);
}

static int by_slot(const void *a, const void *b)
{
    double x = ((const struct probe *) a)->cycles_per_slot;
    double y = ((const struct probe *) b)->cycles_per_slot;
    return (x > y) - (x < y);
}

/* As probe_best; `spread`: how wide that part is, relative to its middle. */
static struct quiet_state densest_part(struct probe *probes, size_t n, double part, double *spread)
{
    qsort(probes, n, sizeof *probes, by_cycle);
    double cycle = probes[n / 2].cycle_ns;
    size_t agree = 0;
    for (size_t i = 0; i < n; i++)
        if (fabs(probes[i].cycle_ns / cycle - 1) <= AGREE)
            probes[agree++] = probes[i];
    qsort(probes, agree, sizeof *probes, by_slot);
    size_t window = (size_t) (part * (double) (agree - 1)), densest = 0;
    double narrowest = INFINITY;
    for (size_t i = 0; i + window < agree; i++) {
        double width = probes[i + window].cycles_per_slot - probes[i].cycles_per_slot;
        densest = width < narrowest ? i : densest;
        narrowest = fmin(narrowest, width);
    }
    double middle = probes[densest + window / 2].cycles_per_slot;
    *spread = narrowest / middle;
    return (struct quiet_state){ cycle, middle };
}

struct quiet_state probe_best(struct probe *probes, size_t n, double part)
{
    double spread;
    return n > 0 ? densest_part(probes, n, part, &spread) : (struct quiet_state){ 0 };
}

void probe_refine(struct quiet_state *best, struct probe *probes, size_t n)
{
    double spread, seen = densest_part(probes, n, REFINING, &spread).cycles_per_slot;
    double off = seen / best->cycles_per_slot - 1, same = probe_tolerance / 2;
    if (spread <= same && fabs(off) > same && off < 2 * probe_tolerance)
        best->cycles_per_slot = seen;
}
