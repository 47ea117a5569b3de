/* SPDX-License-Identifier: MIT */
#include "harness/base/affinity.h"
#include "harness/subject/go_lane.h"
#include "held_blocks.h"
#include "worker_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    COUNTED_OPS = 100,
    COUNTED_BYTES = 1 << 24,
    /* More than of the ports, which hold file descriptors: beside so many instances, the few
     * kilobytes that Go's runtime takes for itself at times do not show. */
    GO_INSTANCES_MOST = 20000
};

int go_worker_open(struct worker *w)
{
    char why[WORKER_ERROR_MAX / 2], processors[16], *description = w->report->go_description;
    struct allocator_identity *identity = &w->report->allocator;
    if (go_runtime_open(&w->plan->go, description, sizeof w->report->go_description, why,
                        sizeof why) != 0)
        return worker_fail(w, "%s cannot be opened: %s", w->plan->allocator, why);
    snprintf(identity->file, sizeof identity->file, "%.255s", w->plan->go.library);
    if (!go_description_setting(description, "version", identity->version,
                                sizeof identity->version))
        return worker_fail(w, "%s does not say which Go it is of", w->plan->go.library);
    if (!go_description_setting(description, "GOMAXPROCS", processors, sizeof processors) ||
        strcmp(processors, "1") != 0)
        return worker_fail(w, "%s runs goroutines on more than one thread at a time",
                           w->plan->allocator);
    return 0;
}

/* Finds each rung's original. */
static int find_originals(struct worker *w)
{
    for (size_t v = 0; v < w->ladder.count; v++) {
        struct rung *rung = &w->ladder.rungs[v];
        size_t of = rung->pair == PAIR_GO_ALLOC ? w->ladder.heap : v;
        int found = go_description_find(w->report->go_description, w->scenario->name,
                                        w->ladder.rungs[of].name, w->size->bytes);
        if (found < 0)
            return worker_fail(w, "%s has no original of %s", w->scenario->name, rung->name);
        rung->original = (size_t) found;
    }
    return 0;
}

int go_worker_find(struct worker *w, const struct scenario *const *ports)
{
    const struct scenario **catalogue = go_catalogue(w->report->go_description, ports);
    w->port = scenario_find(ports, w->plan->scenario);
    w->scenario = catalogue ? scenario_find(catalogue, w->plan->scenario) : NULL;
    if (!w->scenario)
        return worker_fail(w, "%s has no original of %s", w->plan->allocator, w->plan->scenario);
    w->size = &w->scenario->sizes[w->plan->size];
    ladder_of(w->scenario, w->plan->size, w->plan->live, &w->ladder);
    if (w->plan->bare)
        ladder_strip(&w->ladder);
    return find_originals(w);
}

/* The place of the plan that the worker is bound to. */
static size_t plan_place(const struct worker *w)
{
    size_t at = 0;
    while (w->plan->pus[at] != w->report->pu)
        at++;
    return at;
}

/* Go may start a thread at any time. Every thread must be bound to the worker's PU. */
static int check_threads(struct worker *w)
{
    int error = affinity_check_threads(w->plan->cpus[plan_place(w)]);
    w->report->without_pu = error == -ENODEV;
    if (error == -ENODEV)
        return worker_fail(w, "pu:%u went offline or left this process's cpuset", w->report->pu);
    return error ? worker_fail(w, "a thread of %s is not bound to pu:%u: %s", w->plan->allocator,
                               w->report->pu, strerror(-error))
                 : 0;
}

struct entry {
    struct worker *worker;
    int (*job)(struct worker *w);
    int status;
};

static void do_entry(void *context)
{
    struct entry *entry = context;
    struct worker *w = entry->worker;
    entry->status = check_threads(w) || entry->job(w) || check_threads(w);
}

int go_worker_enter(struct worker *w, int (*job)(struct worker *w))
{
    struct entry entry = { w, job, 1 };
    go_runtime_enter(do_entry, &entry);
    return entry.status;
}

int go_worker_prepare(struct worker *w)
{
    if (w->plan->live > 1)
        go_runtime_live(w->plan->live, w->size->bytes);
    return 0;
}

/* The index of the port's size with the same bytes. The port may have other sizes before
 * it. */
static size_t port_size(const struct worker *w)
{
    size_t k = 0;
    while (w->port->sizes[k].bytes != w->size->bytes)
        k++;
    return k;
}

/* Whether `sum` is what `ops` operations of the port's first variant return. */
static int is_ports_sum(const struct worker *w, uint64_t ops, uint64_t sum)
{
    const struct scenario_size *size = &w->port->sizes[port_size(w)];
    if (w->port->setup)
        w->port->setup(size->bytes);
    int same = size->variants[0].run(ops) == sum;
    if (w->port->teardown)
        w->port->teardown();
    return same;
}

int go_worker_count(struct worker *w)
{
    uint64_t ops = COUNTED_BYTES / (w->size->bytes + 1);
    ops = ops > COUNTED_OPS ? COUNTED_OPS : ops + 1;
    w->report->counted_ops = ops;
    for (size_t v = 0; w->size->variants[v].name; v++) {
        uint64_t allocs, bytes;
        go_runtime_count(w->ladder.rungs[v].original, ops, &allocs, &bytes,
                         &w->report->checksums[v]);
        w->report->tallies[v] = (struct tally){ .allocs = allocs * ops,
                                                .frees = allocs * ops,
                                                .bytes = bytes * ops,
                                                .usable_bytes = bytes * ops };
    }
    if (!w->port->peer && !is_ports_sum(w, ops, w->report->checksums[0]))
        return worker_fail(w, "the original and its port in C compute different results");
    return 0;
}

/* What the kernel said of memory before and after. */
struct kernel_readings {
    struct retained read[2];
    unsigned count;
};

static void read_kernel(void *context)
{
    struct kernel_readings *readings = context;
    held_blocks_read_kernel(&readings->read[readings->count++ % 2]);
}

int go_worker_retain(struct worker *w)
{
    size_t v = w->plan->variant;
    uint64_t instances = held_blocks_instances(w->port, port_size(w), GO_INSTANCES_MOST);
    struct kernel_readings readings = { .count = 0 };
    struct retained *held = &w->report->retained;
    double objects, bytes;
    go_runtime_hold(w->ladder.rungs[v].original, instances, read_kernel, &readings, &objects,
                    &bytes, &w->report->checksums[v]);
    for (size_t m = 0; m < RETAINED_MEASURES; m++)
        held->of[m] = (readings.read[1].of[m] - readings.read[0].of[m]) / (double) instances;
    held->of[RETAINED_ALLOCS] = objects / (double) instances;
    held->of[RETAINED_BYTES] = bytes / (double) instances;
    /* Go counts the bytes that it gave, not those requested. */
    held->of[RETAINED_ASKED] = held->of[RETAINED_RSS_RATE] = NAN;
    return 0;
}

static uint64_t run_batch(const struct rung *rung, uint64_t ops, uint64_t *sum)
{
    enum go_batch how = rung->pair == PAIR_GO_ALLOC ? GO_BATCH_ALLOC : GO_BATCH_PLAIN;
    return go_runtime_batch(rung->original, how, ops, sum);
}

static uint64_t pauses(void)
{
    uint64_t ns;
    go_runtime_collections(&ns);
    return ns;
}

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t) t.tv_sec * 1000000000 + (uint64_t) t.tv_nsec;
}

const struct sampled_runtime go_worker_runtime = { .batch = run_batch,
                                                   .marking = go_runtime_marking,
                                                   .finish = go_runtime_finish,
                                                   .pauses = pauses,
                                                   .cpu = cpu_ns };

uint64_t go_worker_collections(void)
{
    return go_runtime_collections(NULL);
}

int go_worker_collects(const struct worker *w)
{
    return strcmp(w->plan->go.gogc, "off") != 0;
}
