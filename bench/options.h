/* SPDX-License-Identifier: MIT
 *
 * Parses the command lines with argp: words into values. plan.h turns the values into cases
 * of this machine. Threads: one.
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
    char *allocators[OPTIONS_LIST_MAX]; /* none given: all that are installed */
    size_t allocator_count;
    struct allocator own[OPTIONS_LIST_MAX]; /* the entries NAME=FILE of `allocators` */
    size_t own_count;
    char *environment[OPTIONS_LIST_MAX + 1]; /* NAME=VALUE for the workers, ended by NULL */
    size_t environment_count;
    const char *machine;                /* NULL: not given */
    char *labels[OPTIONS_LIST_MAX + 1]; /* KEY=VALUE, ended by NULL */
    size_t label_count;
    char *gogc[OPTIONS_LIST_MAX]; /* for Go lanes: numbers or "off"; none given: 100 */
    size_t gogc_count;
    size_t sizes[OPTIONS_LIST_MAX]; /* none given: all */
    size_t size_count;
    unsigned live[OPTIONS_LIST_MAX];
    size_t live_count;
    enum machine_unit unit;
    unsigned unit_index;
    struct counter_list counters;
    int callgrind;     /* count under valgrind instead of by the PMU */
    int auto_counters; /* the user did not choose counters */
    const struct effort *effort;
    double max_time_s; /* 0: the effort's */
    double precision;  /* 0: the effort's */
    uint64_t seed;
    const char *output; /* NULL: below results/ */
    int quiet;
    double detect;       /* a share, 0.01 for 1 %; 0: not asked for */
    const char *against; /* another build's program; NULL: none */
    const char *resume;  /* folder of the run to resume; NULL: a new run */
    uint64_t given;      /* bit k: the option that options_run_name(k) names was given */
    int strict;          /* a case without a verdict makes the exit status 1 */
    char error[OPTIONS_ERROR_MAX];
};

struct options_check {
    enum format format;
    struct options_run run; /* only unit, unit_index and error are used */
};

/* Each fills in the defaults, then reads argv, which starts with the command's name.
 * Returns 0, or -EINVAL with one line in `error`. argp answers --help and unknown options,
 * and exits. Strings point into argv, which is changed. */
int options_parse_list(int argc, char **argv, struct options_list *options);
int options_parse_check(int argc, char **argv, struct options_check *options);
int options_parse_run(int argc, char **argv, struct options_run *options);

/* Gives the long name of option `k` of run, without dashes; and how many options there
 * are. */
const char *options_run_name(size_t k);
size_t options_run_count(void);

/* Appends a word to a list in a message, behind a comma unless it is the first. What does
 * not fit in `size` bytes is cut. */
void options_add_word(char *list, size_t size, const char *word);

/* Parses with argp. Returns 0, or a negative errno with one line in `error`, of
 * OPTIONS_ERROR_MAX bytes, also where argp has no memory. */
struct argp;
int options_parse(const struct argp *argp, int argc, char **argv, void *input, char *error);

/* Writes one line about a refused word to `error`, of OPTIONS_ERROR_MAX bytes. Returns
 * EINVAL. */
__attribute__((format(printf, 2, 3))) int options_refuse(char *error, const char *format, ...);

#endif
