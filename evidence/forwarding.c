/* SPDX-License-Identifier: MIT
 *
 * How much of a malloc and free pair's time depends on the processor's prediction of which
 * store a load reads from? For docs/decisions/009-sample-store-forwarding-states.md. Some
 * processors keep such predictions for a few pairs of instructions (AMD's Predictive Store
 * Forwarding, Zen 3 and later); code that ran before decides which pairs. Prints quantiles of
 * return_pointer's heap variant, over quiet batches only,
 *
 *   alone      between batches of the stack variant
 *   laddered   with batches of the ladder's rungs in between
 *
 * in 40 processes each, with the predictions on and off (PR_SPEC_STORE_BYPASS, Linux 4.17;
 * the processor must support it).
 *
 *   cmake --build --preset gcc --target experiment_forwarding
 *   taskset -c 1 build/gcc/tests/experiment_forwarding
 */
#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "harness/quiet/probe.h"
#include "harness/subject/ladder.h"
#include "scenarios/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 40, BATCHES = 200, OPS = 2000, PROBES = 20000 };

struct shared {
    struct quiet_state quiet_state;
    double ns[PROCESSES * BATCHES];
    size_t n;
};

static double time_batch(const struct ladder *ladder, const struct allocation_pair *pairs, size_t v)
{
    allocation_pair = pairs[v];
    uint64_t start = clock_now();
    ladder->rungs[v].run(OPS);
    return (double) (clock_now() - start) / OPS;
}

static void measure(struct shared *shared, int laddered, int guessing)
{
    const struct allocation_pair real = { malloc, free };
    struct allocation_pair pairs[VARIANTS_MAX];
    struct ladder ladder;
    if (!guessing && prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE, 0, 0))
        return;
    ladder_of(&scenario_return_pointer, 0, 1, &ladder);
    if (ladder_make_pairs(&ladder, &real, &real, pairs) != 0)
        return;
    for (size_t i = 0; i < 2 * BATCHES; i++) {
        struct probe before = probe_take();
        double ns = time_batch(&ladder, pairs, ladder.heap);
        struct probe after = probe_take();
        for (size_t v = 0; v < ladder.count; v++)
            if (v == 0 || (laddered && v != ladder.heap))
                time_batch(&ladder, pairs, v);
        if (i >= BATCHES && probe_is_quiet(&before, &shared->quiet_state) &&
            probe_is_quiet(&after, &shared->quiet_state))
            shared->ns[shared->n++] = ns * shared->quiet_state.cycle_ns / before.cycle_ns;
    }
}

static void print_row(struct shared *shared, int laddered, int guessing)
{
    shared->n = 0;
    for (int p = 0; p < PROCESSES; p++) {
        if (fork() == 0) {
            measure(shared, laddered, guessing);
            _exit(0);
        }
        wait(NULL);
    }
    printf("%-9s guesses %-3s %5zu batches:", laddered ? "laddered" : "alone",
           guessing ? "on" : "off", shared->n);
    for (int tenth = 1; tenth <= 9; tenth += 2)
        printf("  %d0%% %.2f", tenth, stats_quantile(shared->ns, shared->n, tenth / 10.0));
    puts(" ns");
    fflush(stdout);
}

int main(void)
{
    static struct probe probes[PROBES];
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 1;
    for (size_t i = 0; i < PROBES; i++)
        probes[i] = probe_take();
    int found;
    shared->quiet_state = probe_find_quiet(probes, PROBES, 0.05, &found);
    for (int guessing = 1; guessing >= 0; guessing--)
        for (int laddered = 0; laddered <= 1; laddered++)
            print_row(shared, laddered, guessing);
    return 0;
}
