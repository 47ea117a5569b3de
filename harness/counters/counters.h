/* SPDX-License-Identifier: MIT
 *
 * Hardware and software event counters of the calling thread. libpfm4 turns a name into an
 * event (harness/counters/events.h), the kernel counts, and the sampler reads at batch
 * edges, without a system call where the kernel allows that.
 *
 * A counter that is not available has a reason, never the value 0. Events that the PMU
 * cannot count at once are put into several groups. Each turn enables one group, so the
 * kernel need not multiplex; a reading during which the kernel did multiplex is refused.
 * The kernel accepts groups that it then never schedules, for instance because a watchdog
 * holds a counter. So each group is first tried on a short loop. An event without which
 * nothing runs, but which reads 0 there, is not available either.
 *
 * Ownership: counters_open opens file descriptors, counters_close closes them. Errors:
 * negative errno. Threads: a set belongs to the thread that opens it. That thread must be
 * bound to its PU before.
 */
#ifndef HARNESS_COUNTERS_COUNTERS_H
#define HARNESS_COUNTERS_COUNTERS_H

#include "events.h"

#include <stddef.h>
#include <stdint.h>

enum { COUNTERS_MAX = 16, COUNTER_NAME_MAX = 64, COUNTER_REASON_MAX = 128 };

/* Events by name, as the user asked for them. */
struct counter_list {
    size_t count;
    char names[COUNTERS_MAX][COUNTER_NAME_MAX];
};

/* cycles, instructions, ref-cycles, branch-misses, L1-dcache-load-misses,
 * LLC-load-misses, dTLB-load-misses, page-faults, context-switches. */
extern const struct counter_list counters_default;

/* The list, encoded for the PMU of one core, as a worker needs it to open the counters.
 * Only the parent calls libpfm4, which takes milliseconds to start in a virtual machine. */
struct counter_plan {
    size_t count; /* as in the list, in its order */
    struct pmu pmu;
    int errors[COUNTERS_MAX]; /* of event_encode */
    struct event events[COUNTERS_MAX];
};

struct counter {
    int fd;    /* -1: not available, see reason */
    int group; /* which group counts it */
    int place; /* in that group's reading */
    struct event event;
    struct perf_event_mmap_page *page; /* NULL: not mapped */
    double read_cost;                  /* its count between two readings with nothing between */
    char reason[COUNTER_REASON_MAX];
};

struct counter_group {
    int leader; /* file descriptor */
    int size;
    int software;
    int by_page; /* read without a system call */
    size_t members[COUNTERS_MAX];
    double read_ns; /* duration of a reading */
};

struct counter_set {
    size_t count; /* as in the plan, in its order */
    int groups;
    int cpu; /* the operating system's number of the CPU */
    struct pmu pmu;
    struct counter_group group[COUNTERS_MAX];
    struct counter counters[COUNTERS_MAX];
};

/* What is recorded of a set. All workers of a run agree but for the costs, which are
 * medians. groups = 0: nothing was counted. */
struct counter_facts {
    char pmu[64]; /* the kernel's name for it; empty: this core has none */
    int groups;
    struct {
        int by_page;
        double read_ns;
    } group[COUNTERS_MAX];
    struct {
        int group; /* -1: not available */
        int steady;
        double read_cost;
    } counter[COUNTERS_MAX];
};

/* One reading of one group. */
struct counter_reading {
    int good;         /* the group could be read */
    uint64_t lost;    /* ns that the group was enabled but not on the PMU */
    uint64_t running; /* ns that the group was on the PMU; 0: read without the kernel */
    uint64_t values[COUNTERS_MAX];
};

/* Encodes the list for the operating system's CPU `cpu`. */
void counters_plan(const struct counter_list *list, unsigned cpu, struct counter_plan *plan);

/* Opens all counters that can be opened. Any other has fd -1 and its reason. */
void counters_open(struct counter_set *set, const struct counter_plan *plan);

void counters_close(struct counter_set *set);

void counters_describe(const struct counter_set *set, struct counter_facts *facts);

/* Starts one group and stops the others. -1 stops all. */
void counters_select(struct counter_set *set, int group);

/* Reads a group. */
void counters_read(const struct counter_set *set, int group, struct counter_reading *reading);

/* What counter `i` counted between two readings of `group`. NaN: the counter is in another
 * group, is not available, or was not on the PMU all the time. */
double counters_between(const struct counter_set *set, size_t i, int group,
                        const struct counter_reading *from, const struct counter_reading *to);

#endif
