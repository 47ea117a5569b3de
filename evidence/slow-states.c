/* SPDX-License-Identifier: MIT
 *
 * Does malloc take longer at times on a quiet core, when nothing else does? For
 * docs/results.md, "jemalloc's slow state".
 *
 * Takes rounds for SECONDS (4). A round has one batch of each loop, with a probe before, between
 * and after them. The loops are: malloc and free of the preloaded allocator; those of the C
 * library; those of tcmalloc, if it is installed; and indirect calls. A slow spell is at least
 * five quiet rounds in a row in which the first loop takes 1.3 to 3 times its usual time. Prints
 * how many quiet rounds there were, how many of them are in slow spells, and what a pass of each
 * loop took (median) in all quiet rounds and in slow spells, in ns.
 *
 *   cmake --build --preset gcc --target experiment_slow-states
 *   for i in $(seq 24); do
 *       LD_PRELOAD=libjemalloc.so.2 taskset -c 1 build/gcc/tests/experiment_slow-states 4 0.185
 *   done
 *
 * The second argument is the quiet rate, "best_cycles_per_slot" in a run's machine.json.
 */
#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "harness/quiet/probe.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPS = 2000, LOOPS = 4, ROUNDS_MOST = 1 << 18, SPELL_LEAST = 5 };

extern void *__libc_malloc(size_t size);
extern void __libc_free(void *memory);

static void *(*other_malloc)(size_t) = __libc_malloc;
static void (*other_free)(void *) = __libc_free;

#define ALLOCATE_AND_FREE(allocate, release)                                                       \
    for (int i = 0; i < OPS; i++) {                                                                \
        void *memory = allocate(8);                                                                \
        __asm__ volatile("" : : "r"(memory) : "memory");                                           \
        release(memory);                                                                           \
    }

__attribute__((noinline)) static void loop_preloaded(void)
{
    ALLOCATE_AND_FREE(malloc, free)
}

__attribute__((noinline)) static void loop_libc(void)
{
    ALLOCATE_AND_FREE(__libc_malloc, __libc_free)
}

__attribute__((noinline)) static void loop_other(void)
{
    ALLOCATE_AND_FREE(other_malloc, other_free)
}

static long add_one(long x)
{
    return x + 1;
}

static long add_two(long x)
{
    return x + 2;
}

static long (*volatile steps[8])(long) = { add_one, add_two, add_one, add_one,
                                           add_two, add_one, add_two, add_two };

__attribute__((noinline)) static void loop_indirect(void)
{
    long x = 0;
    for (int i = 0; i < OPS; i++)
        x = steps[i & 7](x);
    __asm__ volatile("" : : "r"(x));
}

static const struct {
    const char *name;
    void (*run)(void);
} loops[LOOPS] = { { "preloaded malloc", loop_preloaded },
                   { "glibc", loop_libc },
                   { "tcmalloc", loop_other },
                   { "indirect calls", loop_indirect } };

static double quiet[LOOPS][ROUNDS_MOST], slow[LOOPS][ROUNDS_MOST], sorted[ROUNDS_MOST];

/* Takes one round. Returns whether all its probes were quiet. */
static int take_round(const struct quiet_state *state, double ns[LOOPS])
{
    struct probe probe = probe_take();
    int all = probe_is_quiet(&probe, state);
    for (size_t k = 0; k < LOOPS; k++) {
        uint64_t start = clock_now();
        loops[k].run();
        ns[k] = (double) (clock_now() - start) / OPS;
        probe = probe_take();
        all &= probe_is_quiet(&probe, state);
    }
    return all;
}

static double median(const double *values, size_t n)
{
    memcpy(sorted, values, n * sizeof *sorted);
    return stats_median(sorted, n);
}

/* Copies the rounds of slow spells to `slow`. Returns how many. */
static size_t find_spells(size_t n, double usual)
{
    size_t found = 0, end;
    for (size_t i = 0; i < n; i = end + (end == i)) {
        for (end = i; end < n && quiet[0][end] > 1.3 * usual && quiet[0][end] < 3 * usual; end++)
            ;
        for (size_t r = i; r < end && end - i >= SPELL_LEAST; r++, found++)
            for (size_t k = 0; k < LOOPS; k++)
                slow[k][found] = quiet[k][r];
    }
    return found;
}

int main(int argc, char **argv)
{
    struct quiet_state state = { .cycle_ns = 1 };
    if (argc < 3) {
        fprintf(stderr, "usage: %s SECONDS RATE\n", argv[0]);
        return 2;
    }
    state.cycles_per_slot = strtod(argv[2], NULL);
    void *library = dlopen("libtcmalloc_minimal.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library) {
        *(void **) &other_malloc = dlsym(library, "tc_malloc");
        *(void **) &other_free = dlsym(library, "tc_free");
    }
    size_t n = 0;
    double ns[LOOPS], end = clock_seconds() + strtod(argv[1], NULL);
    while (n < ROUNDS_MOST && clock_seconds() < end) {
        if (!take_round(&state, ns))
            continue;
        for (size_t k = 0; k < LOOPS; k++)
            quiet[k][n] = ns[k];
        n++;
    }
    if (n == 0)
        return puts("no quiet round") < 0;
    memcpy(sorted, quiet[0], n * sizeof *sorted);
    size_t found = find_spells(n, stats_quantile(sorted, n, 0.05));
    printf("%zu quiet rounds, %zu in slow spells;", n, found);
    for (size_t k = 0; k < LOOPS; k++)
        if (k != 2 || library)
            printf(" %s %.2f, %.2f%s", loops[k].name, median(quiet[k], n),
                   found ? median(slow[k], found) : 0, k < LOOPS - 1 ? ";" : "\n");
    return 0;
}
