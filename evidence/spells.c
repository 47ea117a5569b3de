/* SPDX-License-Identifier: MIT
 *
 * How long are the quiet and the busy spells of a shared core? For
 * docs/decisions/004-restart-disturbed-turns.md.
 *
 * Probes without a pause for SECONDS (30). Prints how many spells of each length there were,
 * in steps of the square root of two, and their share of the quiet or busy time. Writes each
 * spell to FILE, if one is given: 1 (quiet) or 0, and its microseconds.
 *
 *   cmake --build --preset gcc --target experiment_spells
 *   taskset -c 1 build/gcc/tests/experiment_spells 30 0.185
 *
 * The second argument is the quiet rate, "best_cycles_per_slot" in a run's machine.json.
 */
#include "harness/base/clock.h"
#include "harness/quiet/probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 48 };

static struct {
    unsigned count[STEPS];
    double us[STEPS], sum;
} spells[2]; /* busy, quiet */

static void end_spell(int quiet, double us, FILE *file)
{
    int step = us > 1 ? (int) (2 * log2(us)) : 0;
    step = step < STEPS ? step : STEPS - 1;
    spells[quiet].count[step]++;
    spells[quiet].us[step] += us;
    spells[quiet].sum += us;
    if (file)
        fprintf(file, "%d %.1f\n", quiet, us);
}

static void watch(double seconds, const struct quiet_state *state, FILE *file)
{
    uint64_t start = clock_now(), since = start, now = start;
    int last = -1;
    while ((double) (now - start) < seconds * 1e9) {
        struct probe probe = probe_take();
        int quiet = probe_is_quiet(&probe, state);
        now = clock_now();
        if (last >= 0 && quiet != last)
            end_spell(last, (double) (now - since) / 1e3, file);
        if (quiet != last)
            since = now;
        last = quiet;
    }
    end_spell(last, (double) (now - since) / 1e3, file);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s SECONDS RATE [FILE]\n", argv[0]);
        return 2;
    }
    struct quiet_state state = { .cycle_ns = 1, .cycles_per_slot = strtod(argv[2], NULL) };
    FILE *file = argc > 3 ? fopen(argv[3], "w") : NULL;
    watch(strtod(argv[1], NULL), &state, file);
    printf("quiet %.3f of the time\n", spells[1].sum / (spells[0].sum + spells[1].sum));
    for (int s = 0; s < STEPS; s++)
        if (spells[0].count[s] + spells[1].count[s] > 0)
            printf("from %9.0f us: quiet %6u, %5.1f %% of quiet time; busy %6u, %5.1f %%\n",
                   pow(2, s / 2.0), spells[1].count[s], 100 * spells[1].us[s] / spells[1].sum,
                   spells[0].count[s], 100 * spells[0].us[s] / spells[0].sum);
    return file && fclose(file) != 0 ? 1 : 0;
}
