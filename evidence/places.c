/* SPDX-License-Identifier: MIT
 *
 * How many places of the reorder buffer has a thread, on a quiet core and beside an awake
 * sibling? For docs/decisions/014-confirm-the-quiet-state.md. Looks for the two rates of the
 * probe that are seen most often, then asks probe_has_places 200 times for each number of
 * places, with either rate. Prints how often the answer was yes, no, and "the core was not in that
 * state".
 *
 *   cmake --build --preset gcc --target experiment_places
 *   taskset -c 1 build/gcc/tests/experiment_places
 */
#include "harness/quiet/probe.h"

#include <stdio.h>

enum { PROBES = 200000, TRIES = 200, STEP = 64, MOST = 640 };

static void ask(const char *name, const struct quiet_state *state)
{
    printf("%s, %.3f cycles per slot\n", name, state->cycles_per_slot);
    for (unsigned places = STEP; places <= MOST; places += STEP) {
        unsigned answers[3] = { 0 };
        for (unsigned i = 0; i < TRIES; i++)
            answers[1 + probe_has_places(places, state)]++;
        printf("  more than %3u places: %3u yes, %3u no, %3u not seen\n", places, answers[2],
               answers[1], answers[0]);
    }
}

int main(void)
{
    static struct probe probes[PROBES], rest[PROBES];
    size_t n = 0;
    int found;
    for (size_t i = 0; i < PROBES; i++)
        probes[i] = probe_take();
    for (size_t i = 0; i < PROBES; i++)
        rest[i] = probes[i];
    struct quiet_state quiet = probe_find_quiet(probes, PROBES, 0.01, &found);
    for (size_t i = 0; i < PROBES; i++)
        if (rest[i].cycles_per_slot > 1.4 * quiet.cycles_per_slot)
            rest[n++] = rest[i];
    ask("lowest rate", &quiet);
    if (n < PROBES / 100)
        return 0;
    struct quiet_state shared = probe_find_quiet(rest, n, 0.2, &found);
    ask("most frequent rate 1.4 times as high or higher", &shared);
    return 0;
}
