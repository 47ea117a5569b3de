/* SPDX-License-Identifier: MIT
 *
 * Does the distance of two objects matter? For
 * docs/decisions/008-random-background-objects.md.
 *
 * closure_by_reference allocates 8 and 16 bytes. Processes that differ only in the number
 * of other live objects of 8 bytes time its heap variant. Prints the typical time, and the
 * positions that cost more than 1.3 times the typical time.
 *
 *   cmake --build --preset gcc --target experiment_aliasing
 *   LD_PRELOAD=libjemalloc.so.2 taskset -c 1 build/gcc/tests/experiment_aliasing
 */
#include "harness/base/clock.h"
#include "harness/base/stats.h"
#include "scenarios/index.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BATCHES = 51, OPS = 3000, POSITIONS = 512 };

static double measure(int alive)
{
    const struct variant *heap = &scenario_closure_by_reference.sizes[0].variants[1];
    double times[BATCHES];
    for (int i = 0; i < alive; i++) {
        void *object = malloc(8);
        ESCAPE(object);
    }
    for (int i = 0; i < BATCHES; i++) {
        uint64_t start = clock_now();
        heap->run(OPS);
        times[i] = (double) (clock_now() - start) / OPS;
    }
    return stats_median(times, BATCHES);
}

int main(void)
{
    double *times = mmap(NULL, POSITIONS * sizeof *times, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double sorted[POSITIONS];
    for (int alive = 0; alive < POSITIONS; alive++) {
        if (fork() == 0) {
            times[alive] = measure(alive);
            _exit(0);
        }
        wait(NULL);
    }
    memcpy(sorted, times, sizeof sorted);
    double typical = stats_median(sorted, POSITIONS);
    printf("typical: %.1f ns\n", typical);
    for (int alive = 0; alive < POSITIONS; alive++)
        if (times[alive] > 1.3 * typical)
            printf("%3d objects of 8 bytes alive: %.1f ns\n", alive, times[alive]);
    return 0;
}
