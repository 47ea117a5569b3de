/* SPDX-License-Identifier: MIT
 *
 * Counts without a PMU: valgrind's callgrind executes a worker instruction by instruction
 * and counts what the worker does. The same program, input and library give the same counts
 * on any machine and under any load, so CI can gate on the counts.
 *
 * A worker dumps callgrind's totals after two batches of each variant: one operation, and
 * many. The difference of the two, divided by the operations, is the count of one operation
 * without what surrounds the batch. Misses and mispredictions are those of callgrind's
 * model: caches of a fixed size, not this machine's, and no prefetcher. Counts are of user
 * space. A setting (callgrind_libc) makes libc use its functions for the oldest CPU of the
 * architecture, so that memcpy is the same function on every machine.
 *
 * Format of a dump: "Callgrind Format Specification", valgrind 3.19 manual.
 * Errors: negative errno. No state; thread-safe.
 */
#ifndef HARNESS_COUNTERS_CALLGRIND_H
#define HARNESS_COUNTERS_CALLGRIND_H

#include <stddef.h>
#include <stdint.h>

/* What is counted. The first four are executed events. The others are events of callgrind's
 * model of caches and predictors. */
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

/* The allocators' settings in a simulated worker (NAME=VALUE), ended by NULL, for
 * machine.json. */
extern const char *const callgrind_allocators[];

/* Changes this process's environment so that counts repeat. GLIBC_TUNABLES begins with
 * callgrind_libc; its other settings of glibc.cpu are dropped, the rest is kept. Only
 * variables for the loader and the allocators are kept, because start-up code that reads
 * other variables leaves the model's branch predictor in another state. Upkeep by the clock
 * is off (callgrind_allocators): a program under valgrind is fifty times slower, so upkeep
 * would come fifty times too often and never at the same operation. The user's settings of
 * jemalloc are kept, except these. -ENOMEM: no memory. -E2BIG: GLIBC_TUNABLES is longer than 4 KiB,
 * or MALLOC_CONF than 1 KiB. */
int callgrind_environment(void);

/* Finds valgrind on $PATH. -ENOENT: valgrind is not installed. -ENOTSUP: this program was
 * built without valgrind's headers. -ENOEXEC: this program was built with a sanitizer,
 * which does not run under valgrind. */
int callgrind_find(char *path, size_t size);

/* Totals of the dump called `name`. -ENOENT: there is no such dump. -EBADMSG: the dump is
 * cut short, or not in callgrind's format. */
int callgrind_totals(const char *dumps, const char *name, uint64_t totals[CALLGRIND_METRICS]);

/* The counts of one operation of `variant`, from the dumps after 1 and after `ops` + 1
 * operations. Errors as callgrind_totals; -ERANGE: the longer batch executed fewer
 * instructions. */
int callgrind_slope(const char *dumps, size_t variant, uint64_t ops,
                    struct callgrind_counts *counts);

/* The program that wrote the dumps, such as callgrind-3.19.0. Empty: the dumps do not
 * say. */
enum { CALLGRIND_VERSION_MAX = 32 };
void callgrind_version(const char *dumps, char version[CALLGRIND_VERSION_MAX]);

/* Reads the counts of all `variants` and the version from an open file of dumps.
 * -ENOMEM. */
int callgrind_read(int fd, size_t variants, uint64_t ops, struct callgrind_counts *counts,
                   char version[CALLGRIND_VERSION_MAX]);

#endif
