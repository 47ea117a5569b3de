/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "harness/scenario.h"

#include <math.h>

#define TIMES_8(x)  x x x x x x x x
#define TIMES_32(x) TIMES_8(x) TIMES_8(x) TIMES_8(x) TIMES_8(x)

/* An awake sibling raises the rate by 0.5 to 0.8
 * (docs/decisions/003-probe-before-every-batch.md). */
const double probe_tolerance = 0.05;

/* The last rounds of the overlap loop end one chain of square roots earlier or later: on
 * Emerald Rapids the quiet rates are 0.185, 0.192, 0.197 and 0.200. */
const double probe_tolerance_above = 0.1;

static const double AGREE = 0.03;     /* cycle times of one clock speed differ by less, relative */
static const double PEAK = 0.05;      /* width of a cluster of rates, relative */
static const double PEAK_SHARE = 0.7; /* share of the probes near a cluster that must be in it */
static const double REFINING = 0.1;   /* share of the probes that must be in the cluster */

enum {
    ROUNDS_LATENCY = 300,
    PER_ROUND = 32,
    ROUNDS_OVERLAP = 60,
    SLOTS = 4 + 6 * 32, /* instructions of a round */
    ROUNDS_COLD = 20
};

/* The step is a value that the compiler does not know, because newer cores eliminate
 * additions of constants at rename. */
static NOIPA void latency_loop(unsigned rounds)
{
    uint64_t sum = 1, step = 3;
    VALUE(step);
    for (unsigned i = 0; i < rounds; i++) {
        TIMES_32(sum += step; VALUE(sum);)
    }
}

/* SLOW: one square root; four of them wait for each other, 70 to 80 cycles in all. FILLER:
 * an instruction that needs an entry of the reorder buffer but no execution unit. On x86 a
 * filler zeroes a register; no-ops seem to share entries on Zen 4
 * (docs/decisions/003-probe-before-every-batch.md). */
#if defined(__x86_64__)
#define SLOW   __asm__ volatile("sqrtsd %0, %0" : "+x"(x));
#define FILLER __asm__ volatile("xor %%ecx, %%ecx" : : : "ecx", "cc");
#elif defined(__aarch64__)
#define SLOW   __asm__ volatile("fsqrt %d0, %d0" : "+w"(x));
#define FILLER __asm__ volatile("nop");
#else /* other architectures: the same idea */
#define SLOW                                                                                       \
    __asm__ volatile("" : "+m"(x));                                                                \
    x = 3 / x;
#define FILLER __asm__ volatile("" : "+r"(rounds));
#endif

/* A round does not depend on the round before it, so as many rounds overlap as the reorder
 * buffer holds. */
static NOIPA void overlap_loop(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        double x = 3;
        SLOW SLOW SLOW SLOW TIMES_32(FILLER) TIMES_32(FILLER) TIMES_32(FILLER) TIMES_32(FILLER)
            TIMES_32(FILLER) TIMES_32(FILLER)
    }
}

struct probe probe_take(void)
{
    latency_loop(ROUNDS_COLD); /* after other code the loops' own code is not in the cache */
    overlap_loop(ROUNDS_COLD);
    uint64_t start = clock_now();
    latency_loop(ROUNDS_LATENCY);
    uint64_t middle = clock_now();
    overlap_loop(ROUNDS_OVERLAP);
    uint64_t end = clock_now();

    double cycle = (double) (middle - start) / (ROUNDS_LATENCY * PER_ROUND);
    double slot = (double) (end - middle) / (ROUNDS_OVERLAP * SLOTS);
    return (struct probe){ .cycle_ns = cycle, .cycles_per_slot = cycle > 0 ? slot / cycle : 0 };
}

int probe_is_quiet(const struct probe *probe, const struct quiet_state *quiet)
{
    double off = probe->cycles_per_slot / quiet->cycles_per_slot - 1;
    return quiet->cycles_per_slot == 0 || (off >= -probe_tolerance && off <= probe_tolerance_above);
}

int probe_is_better(double cycles_per_slot, const struct quiet_state *quiet)
{
    return cycles_per_slot > 0 &&
           cycles_per_slot < quiet->cycles_per_slot * (1 - probe_tolerance / 2);
}

/* ---- how much of the reorder buffer is ours ---- */

#define CHAIN TIMES_8(SLOW) TIMES_8(SLOW)

enum {
    BLOCK = 32, /* fillers */
    CHAIN_ROUNDS = 20,
    CHAIN_ROUNDS_COLD = 3,
    CHAIN_TRIES = 7,
    CHAIN_NS = 10000000
};

/* Rounds that do not overlap take at least as long as their chains. */
static const double OVERLAPPED = 0.95;

/* The chains of all rounds are one chain. */
static NOIPA void chain_loop(unsigned rounds)
{
    double x = 3;
    for (unsigned i = 0; i < rounds; i++) {
        CHAIN
    }
}

/* Each round has a chain of its own, then `blocks` blocks of fillers. */
static NOIPA void spaced_chain_loop(unsigned rounds, unsigned blocks)
{
    for (unsigned i = 0; i < rounds; i++) {
        double x = 3;
        CHAIN
        for (unsigned block = 0; block < blocks; block++) {
            TIMES_32(FILLER)
        }
    }
}

/* The time of a round with fillers, as a share of its chain's own time. */
static double round_of_chain(unsigned blocks)
{
    chain_loop(CHAIN_ROUNDS_COLD);
    spaced_chain_loop(CHAIN_ROUNDS_COLD, blocks);
    uint64_t start = clock_now();
    chain_loop(CHAIN_ROUNDS);
    uint64_t middle = clock_now();
    spaced_chain_loop(CHAIN_ROUNDS, blocks);
    uint64_t end = clock_now();
    return (double) (end - middle) / (double) (middle - start);
}

int probe_has_places(unsigned places, const struct quiet_state *quiet)
{
    double shares[CHAIN_TRIES];
    unsigned blocks = places / BLOCK + 1; /* all of them lie between two chains */
    size_t n = 0;
    struct probe before = probe_take();
    for (uint64_t end = clock_now() + CHAIN_NS; n < CHAIN_TRIES && clock_now() < end;) {
        double share = round_of_chain(blocks);
        struct probe after = probe_take();
        if (probe_is_quiet(&before, quiet) && probe_is_quiet(&after, quiet))
            shares[n++] = share;
        before = after;
    }
    return n < CHAIN_TRIES ? -1 : stats_median(shares, n) < OVERLAPPED;
}

/* ---- the quiet state of many probes ---- */

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

/* Keeps the probes whose cycle agrees with the median cycle and sorts them by rate.
 * Returns how many. */
static size_t sort_agreeing(struct probe *probes, size_t n, double *cycle)
{
    size_t agree = 0;
    qsort(probes, n, sizeof *probes, by_cycle);
    *cycle = probes[n / 2].cycle_ns;
    for (size_t i = 0; i < n; i++)
        if (fabs(probes[i].cycle_ns / *cycle - 1) <= AGREE)
            probes[agree++] = probes[i];
    qsort(probes, agree, sizeof *probes, by_slot);
    return agree;
}

/* How many of the sorted probes have a rate of at most `rate`. */
static size_t count_up_to(const struct probe *probes, size_t n, double rate)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (probes[middle].cycles_per_slot <= rate)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True if the probes from `i` on are a cluster: most probes near the rate of probe i
 * are within PEAK of it. */
static int is_peak(const struct probe *probes, size_t n, size_t i)
{
    double rate = probes[i].cycles_per_slot;
    size_t near = count_up_to(probes, n, rate * (1 + PEAK)) - i;
    size_t around =
        count_up_to(probes, n, rate * (1 + 4 * PEAK)) - count_up_to(probes, n, rate * (1 - PEAK));
    return (double) near >= PEAK_SHARE * (double) around;
}

/* The middle rate of the narrowest window of `window` + 1 probes that begins at an
 * index in [first, end). */
static double narrowest(const struct probe *probes, size_t first, size_t end, size_t window)
{
    double least = INFINITY, middle = 0;
    for (size_t i = first; i < end; i++) {
        double width = probes[i + window].cycles_per_slot - probes[i].cycles_per_slot;
        middle = width < least ? probes[i + window / 2].cycles_per_slot : middle;
        least = fmin(width, least);
    }
    return middle;
}

struct quiet_state probe_find_quiet(struct probe *probes, size_t n, double part, int *found)
{
    struct quiet_state quiet = { 0 };
    *found = 0;
    if (n == 0)
        return quiet;
    size_t agree = sort_agreeing(probes, n, &quiet.cycle_ns);
    size_t window = (size_t) (part * (double) (agree - 1)), end = agree - window;
    for (size_t i = 0; i < end && !*found; i++) {
        double last = probes[i].cycles_per_slot * (1 + PEAK);
        if (probes[i + window].cycles_per_slot > last || !is_peak(probes, agree, i))
            continue;
        *found = 1;
        quiet.cycles_per_slot =
            narrowest(probes, i, count_up_to(probes, agree, last) - window, window);
    }
    if (!*found)
        quiet.cycles_per_slot = narrowest(probes, 0, end, window);
    return quiet;
}

void probe_refine(struct quiet_state *quiet, struct probe *probes, size_t n)
{
    int found;
    double seen = probe_find_quiet(probes, n, REFINING, &found).cycles_per_slot;
    double off = seen / quiet->cycles_per_slot - 1;
    if (found && fabs(off) > probe_tolerance / 2 && off < 2 * probe_tolerance)
        quiet->cycles_per_slot = seen;
}
