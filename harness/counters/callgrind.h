/* SPDX-License-Identifier: MIT
 *
 * Counts without a PMU: valgrind's callgrind executes a worker instruction by
 * instruction and tells what it did. The same program, input and library give
 * the same counts, on any machine and under any load, so CI can gate on them.
 *
 * A worker dumps callgrind's totals after two batches of each variant, of one
 * operation and of many; the slope between them is what an operation does, free
 * of what surrounds the batch. Misses and mispredictions are those of
 * callgrind's model: caches of a fixed size, not this machine's, no prefetcher.
 * Counts are of user space. libc is told to use the functions that it has for the
 * oldest CPU of the architecture (callgrind_libc), so that its choice of memcpy
 * is the same on every machine.
 *
 * Format of a dump: "Callgrind Format Specification", valgrind 3.19 manual.
 * Errors: negative errno. No state; thread-safe.
 */
#ifndef HARNESS_COUNTERS_CALLGRIND_H
#define HARNESS_COUNTERS_CALLGRIND_H

#include <stddef.h>
#include <stdint.h>

/* What is counted. The first four are what is executed, the others what callgrind's
 * model of caches and predictors says. */
enum callgrind_count {
    CALLGRIND_INSTRUCTIONS,
    CALLGRIND_DATA_READS,
    CALLGRIND_DATA_WRITES,
    CALLGRIND_BRANCHES,
    CALLGRIND_BRANCH_MISPREDICTIONS,
    CALLGRIND_I1_MISSES,
    CALLGRIND_D1_READ_MISSES,
    CALLGRIND_D1_WRITE_MISSES,
    CALLGRIND_LL_MISSES,
    CALLGRIND_METRICS
};

/* What an operation did, by enum callgrind_count. */
struct callgrind_counts {
    double per_op[CALLGRIND_METRICS];
};

/* The options that valgrind is run with, ended by NULL. Dumps go to file
 * descriptor CALLGRIND_DUMP_FD of the process. */
extern const char *const callgrind_options[];
enum { CALLGRIND_DUMP_FD = 5 };

/* What GLIBC_TUNABLES of a simulated worker says of the CPU, for machine.json. */
extern const char callgrind_libc[];

/* Makes this process's environment one in which counts repeat.
 * GLIBC_TUNABLES begins with callgrind_libc; what it had of glibc.cpu is dropped,
 * the rest is kept.
 * Only variables for the loader and the allocators are kept: what start-up does
 * with the others leaves the model's branch predictor in another state.
 * No allocator does upkeep by the clock (jemalloc's decay, mimalloc's purging):
 * under valgrind, fifty times slower, it would come fifty times too often, and
 * never at the same operation. -ENOMEM: no memory, or GLIBC_TUNABLES is longer than 4 KiB. */
int callgrind_environment(void);

/* Finds valgrind on $PATH. -ENOENT: it is not installed; -ENOTSUP: this program
 * was built without valgrind's headers; -ENOEXEC: it was built with a sanitizer,
 * which does not run under valgrind. */
int callgrind_find(char *path, size_t size);

/* Totals of the part that was dumped under `name`. -ENOENT: there is none;
 * -EBADMSG: it is cut short, or not what callgrind writes. */
int callgrind_totals(const char *dumps, const char *name, uint64_t totals[CALLGRIND_METRICS]);

/* What an operation of `variant` did, from the dumps after 1 and after `ops` + 1
 * of them. As callgrind_totals; -ERANGE: the longer batch executed less. */
int callgrind_slope(const char *dumps, size_t variant, uint64_t ops,
                    struct callgrind_counts *counts);

/* Who wrote the dumps, such as callgrind-3.19.0; empty when they do not say. */
enum { CALLGRIND_VERSION_MAX = 32 };
void callgrind_version(const char *dumps, char version[CALLGRIND_VERSION_MAX]);

/* Counts of all `variants` and the version from an open file of dumps; -ENOMEM. */
int callgrind_read(int fd, size_t variants, uint64_t ops, struct callgrind_counts *counts,
                   char version[CALLGRIND_VERSION_MAX]);

#endif
