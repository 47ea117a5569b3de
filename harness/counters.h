/* SPDX-License-Identifier: MIT
 *
 * Hardware and software event counters of the calling thread: libpfm4 turns a
 * name into a perf_event_attr, the kernel counts, we read at batch edges.
 *
 * "Not available" is an ordinary state with a reason, never a zero. Events
 * that the PMU cannot count at once are put into several groups; one group is
 * enabled at a time (a turn each), so the kernel never has to multiplex, and
 * a reading during which it did all the same is refused.
 *
 * Hardware events count user space only. Ownership: counters_open opens file
 * descriptors, counters_close closes them. Errors: negative errno.
 * Threads: a set belongs to the thread that opened it.
 */
#ifndef HARNESS_COUNTERS_H
#define HARNESS_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

enum { COUNTERS_MAX = 16, COUNTER_NAME_MAX = 64, COUNTER_REASON_MAX = 128 };

/* Events by name, as the user asked for them. */
struct counter_list {
    size_t count;
    char names[COUNTERS_MAX][COUNTER_NAME_MAX];
};

/* cycles, instructions, branch-misses, L1-dcache-load-misses, LLC-load-misses,
 * dTLB-load-misses, page-faults, context-switches. */
extern const struct counter_list counters_default;

struct counter {
    int fd;    /* -1: not available, see reason */
    int group; /* which group counts it */
    int place; /* in that group's reading */
    char reason[COUNTER_REASON_MAX];
};

struct counter_set {
    size_t count; /* as in the list, in its order */
    int groups;
    int leaders[COUNTERS_MAX]; /* file descriptors, a group each */
    int sizes[COUNTERS_MAX];   /* counters in a group */
    struct counter counters[COUNTERS_MAX];
};

/* One reading of one group. */
struct counter_reading {
    uint64_t enabled, running; /* ns that the group was on, and on the PMU */
    uint64_t values[COUNTERS_MAX];
};

/* Whether libpfm4 knows the name on this machine: 0 or -ENOENT. */
int counters_check(const char *name);

/* Opens what can be opened; a counter that cannot be has fd -1 and its reason.
 * -EIO: libpfm4 itself does not work; every counter then has that reason. */
int counters_open(struct counter_set *set, const struct counter_list *list);

void counters_close(struct counter_set *set);

/* Starts one group and stops the others. With no group, does nothing. */
void counters_select(struct counter_set *set, int group);

/* Reads a group; a reading that fails has enabled = 0. */
void counters_read(const struct counter_set *set, int group, struct counter_reading *reading);

/* What counter `i` counted between two readings of `group`. NaN when it is
 * another group's, not available, or was not on the PMU all the time. */
double counters_between(const struct counter_set *set, size_t i, int group,
                        const struct counter_reading *from, const struct counter_reading *to);

#endif
