/* SPDX-License-Identifier: MIT
 *
 * How does a system call before a turn change the turn? For
 * docs/decisions/007-no-system-call-between-timed-turns.md.
 *
 * Fresh processes take turns in four ways: without any system call; with a getrusage before
 * each turn; with that and a row written to a file; with both and then an untimed batch of
 * each variant. Prints, for each way, the median over processes of the escape cost of
 * return_pointer and of its interquartile range within a process.
 *
 *   cmake --build --preset gcc --target experiment_syscalls
 *   taskset -c 1 build/gcc/tests/experiment_syscalls
 */
#include "harness/base/clock.h"
#include "harness/base/rng.h"
#include "harness/base/stats.h"
#include "harness/quiet/probe.h"
#include "scenarios/index.h"

#include <alloca.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum { TURNS = 24, WARM_UP = 24, PROCESSES = 60, WAYS = 4, STACK_OPS = 12000, HEAP_OPS = 4000 };

static const struct variant *variants = scenario_return_pointer.sizes[0].variants;

static struct rng rng = { 1 };
static int file; /* rows are written to it; it is deleted at the end */

static double batch(size_t variant, uint64_t ops)
{
    uint64_t start = clock_now();
    variants[variant].run(ops);
    return (double) (clock_now() - start) / (double) ops;
}

static NOIPA double block(size_t offset)
{
    char *shift = alloca(offset + 1);
    ESCAPE(shift);
    double a = batch(0, STACK_OPS), b = batch(1, HEAP_OPS);
    double c = batch(1, HEAP_OPS), d = batch(0, STACK_OPS);
    ESCAPE(shift);
    return (b + c - a - d) / 2;
}

static double turn(int way)
{
    static const char row[200];
    struct rusage usage;
    if (way > 0)
        getrusage(RUSAGE_THREAD, &usage);
    if (way > 1 && write(file, row, sizeof row) < 0)
        _exit(1);
    if (way > 2) {
        batch(0, STACK_OPS);
        batch(1, HEAP_OPS);
    }
    probe_take(); /* a turn as the sampler takes it */
    return block(16 * rng_below(&rng, 256));
}

/* In the child: measures, and prints the median and the interquartile range. */
static int measure(int way)
{
    double costs[TURNS];
    for (int i = 0; i < WARM_UP; i++)
        turn(way);
    for (int i = 0; i < TURNS; i++)
        costs[i] = turn(way);
    return printf("%g %g\n", stats_median(costs, TURNS),
                  stats_quantile(costs, TURNS, 0.75) - stats_quantile(costs, TURNS, 0.25)) < 0;
}

/* Runs a fresh program, not a fork, so that each process has another address layout. */
static int run_child(const char *program, int way, double *median, double *spread)
{
    char command[512];
    snprintf(command, sizeof command, "'%s' %d", program, way);
    FILE *child = popen(command, "re");
    int good = child && fscanf(child, "%lf %lf", median, spread) == 2;
    return child && pclose(child) == 0 && good ? 0 : -1;
}

int main(int argc, char **argv)
{
    static const char *const names[WAYS] = { "no system call", "getrusage before each turn",
                                             "getrusage, write before each turn",
                                             "the same, then an untimed batch" };
    static double medians[WAYS][PROCESSES], spreads[WAYS][PROCESSES];
    file = fileno(tmpfile());
    if (argc > 1)
        return measure(argv[1][0] - '0');
    for (int p = 0; p < PROCESSES; p++)
        for (int way = 0; way < WAYS; way++)
            if (run_child(argv[0], way, &medians[way][p], &spreads[way][p]) != 0)
                return 1;
    for (int way = 0; way < WAYS; way++) {
        double cost = stats_median(medians[way], PROCESSES);
        printf("%-33s cost %6.2f ns, IQR within a process %5.1f %%\n", names[way], cost,
               100 * stats_median(spreads[way], PROCESSES) / cost);
    }
    return 0;
}
