/* SPDX-License-Identifier: MIT
 *
 * The command lines, through argp: words into values, nothing else. What the
 * words mean on this machine is plan.h's.
 */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include "harness/counters/counters.h"
#include "harness/machine/machine.h"
#include "harness/run/run.h"

enum { OPTIONS_LIST_MAX = 64, OPTIONS_ERROR_MAX = 4096 };

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON, FORMAT_MARKDOWN };

struct options_list {
    enum format format;
    char error[OPTIONS_ERROR_MAX];
};

struct options_run {
    const char *globs[OPTIONS_LIST_MAX];
    size_t glob_count;
    char *allocators[OPTIONS_LIST_MAX]; /* none: all that are installed */
    size_t allocator_count;
    struct allocator own[OPTIONS_LIST_MAX]; /* those of them that are NAME=FILE */
    size_t own_count;
    char *environment[OPTIONS_LIST_MAX + 1]; /* NAME=VALUE for the workers, ended by NULL */
    size_t environment_count;
    const char *machine;                /* NULL: not given */
    char *labels[OPTIONS_LIST_MAX + 1]; /* KEY=VALUE, ended by NULL */
    size_t label_count;
    char *gogc[OPTIONS_LIST_MAX]; /* of Go lanes: numbers or "off"; none: 100 */
    size_t gogc_count;
    size_t sizes[OPTIONS_LIST_MAX]; /* none: all */
    size_t size_count;
    unsigned live[OPTIONS_LIST_MAX];
    size_t live_count;
    enum machine_unit unit;
    unsigned unit_index;
    struct counter_list counters;
    int callgrind;     /* count under valgrind in place of the PMU */
    int auto_counters; /* nobody chose them */
    const struct effort *effort;
    double max_time_s; /* 0: the effort's */
    double precision;  /* 0: the effort's */
    uint64_t seed;
    const char *output; /* NULL: below results/ */
    int quiet;
    double detect;       /* a share, 0.01; 0: not asked for */
    const char *against; /* another build's program; NULL: none */
    const char *resume;  /* folder of a run to go on with; NULL: a new run */
    int strict;          /* a case without a verdict makes the exit status 1 */
    char error[OPTIONS_ERROR_MAX];
};

struct options_check {
    enum format format;
    struct options_run run; /* its unit, unit_index and error only */
};

/* All fill in the defaults and read argv, which starts with the command's
 * name. 0, or -EINVAL with one line in `error`; argp answers --help and
 * unknown options itself. Strings point into argv, which is changed. */
int options_parse_list(int argc, char **argv, struct options_list *options);
int options_parse_check(int argc, char **argv, struct options_check *options);
int options_parse_run(int argc, char **argv, struct options_run *options);

/* Writes one line about a refused word to `error`, OPTIONS_ERROR_MAX bytes. EINVAL. */
__attribute__((format(printf, 2, 3))) int options_refuse(char *error, const char *format, ...);

#endif
