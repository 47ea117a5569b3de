/* SPDX-License-Identifier: MIT */
#include "metric.h"

#include "harness/counters/callgrind.h"
#include "harness/subject/accounting.h"
#include "harness/subject/retained.h"

#include <string.h>

/* How many events of callgrind's cache and predictor model the edges of a batch may add or
 * remove. Counts of executed instructions are exact. */
enum { MODEL_SLACK = 8 };

#define TIME(name_, unit_, source_, which_, bound_)                                                \
    {                                                                                              \
        .name = (name_), .unit = (unit_), .source = (source_), .which = (which_),                  \
        .is_clock_scaled = 1, .is_layout_bound = (bound_)                                          \
    }
#define EXECUTED(name_, which_)                                                                    \
    {                                                                                              \
        .name = (name_), .unit = "1/op", .source = METRIC_CALLGRIND, .which = (which_),            \
        .rule = RULE_EXACT, .is_portable = 1                                                       \
    }
#define MODELLED(name_, which_)                                                                    \
    {                                                                                              \
        .name = (name_), .unit = "1/op", .source = METRIC_CALLGRIND, .which = (which_),            \
        .rule = RULE_EXACT, .slack = MODEL_SLACK                                                   \
    }
#define TALLY(name_, unit_, which_, portable_)                                                     \
    {                                                                                              \
        .name = (name_), .unit = (unit_), .source = METRIC_TALLY, .which = (which_),               \
        .rule = RULE_EXACT, .is_portable = (portable_)                                             \
    }
#define RETAINED(name_, unit_, which_)                                                             \
    {                                                                                              \
        .name = (name_), .unit = (unit_), .source = METRIC_RETAINED, .which = (which_)             \
    }

const struct metric metric_table[] = {
    TIME("time", "ns/op", METRIC_TIME, 0, 1),
    TIME("time-p10", "ns/op", METRIC_QUANTILE, 0, 0),
    TIME("time-p90", "ns/op", METRIC_QUANTILE, 1, 0),
    TIME("victim-walk", "ns/walk", METRIC_WALK, 0, 0),
    { .name = "cycles", .unit = "1/op", .source = METRIC_COUNTER, .is_layout_bound = 1 },
    { .name = NULL, .unit = "1/op", .source = METRIC_COUNTER },
    { .name = "IPC", .unit = "1/cycle", .source = METRIC_QUOTIENT, .rule = RULE_NONE },
    EXECUTED("callgrind-instructions", CALLGRIND_INSTRUCTIONS),
    EXECUTED("callgrind-data-reads", CALLGRIND_DATA_READS),
    EXECUTED("callgrind-data-writes", CALLGRIND_DATA_WRITES),
    EXECUTED("callgrind-branches", CALLGRIND_BRANCHES),
    MODELLED("callgrind-branch-mispredictions", CALLGRIND_BRANCH_MISPREDICTIONS),
    MODELLED("callgrind-I1-misses", CALLGRIND_I1_MISSES),
    MODELLED("callgrind-D1-read-misses", CALLGRIND_D1_READ_MISSES),
    MODELLED("callgrind-D1-write-misses", CALLGRIND_D1_WRITE_MISSES),
    MODELLED("callgrind-LL-misses", CALLGRIND_LL_MISSES),
    TALLY("allocs", "1/op", TALLY_ALLOCS, 1),
    TALLY("alloc-bytes", "B/op", TALLY_BYTES, 1),
    TALLY("usable-bytes", "B/op", TALLY_USABLE_BYTES, 0),
    RETAINED("retained-bytes", "B/instance", RETAINED_BYTES),
    RETAINED("retained-asked-bytes", "B/instance", RETAINED_ASKED),
    RETAINED("retained-allocs", "1/instance", RETAINED_ALLOCS),
    RETAINED("retained-rss-bytes", "B/instance", RETAINED_RSS),
    RETAINED("retained-reserved-bytes", "B/instance", RETAINED_RESERVED),
    RETAINED("retained-page-faults", "1/instance", RETAINED_FAULTS),
    RETAINED("retained-rss-per-byte", "B/B", RETAINED_RSS_RATE),
};

const size_t metric_count = sizeof metric_table / sizeof *metric_table;

const struct metric *metric_find(const char *name)
{
    const struct metric *counter = NULL;
    for (size_t i = 0; i < metric_count; i++) {
        if (!metric_table[i].name)
            counter = &metric_table[i];
        else if (strcmp(metric_table[i].name, name) == 0)
            return &metric_table[i];
    }
    return counter;
}

int metric_is_time(const char *name)
{
    return metric_find(name)->source == METRIC_TIME;
}
