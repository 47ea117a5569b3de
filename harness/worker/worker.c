/* SPDX-License-Identifier: MIT */
#include "worker_internal.h"

#include "harness/base/affinity.h"
#include "harness/base/clock.h"
#include "harness/counters/simulate.h"
#include "harness/sampling/peer.h"
#include "harness/sampling/preemption.h"
#include "harness/subject/background.h"
#include "held_blocks.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    COUNTED_OPS = 100,
    COUNTED_BYTES = 1 << 24, /* about the most memory that counting touches */
    PROBES = 20000,
    QUIET_CHECK_NS = 1000000,
    SIBLING_NS = 10000000,
    SIMULATED_OPS = 10000,
    SIMULATED_SEED = 1, /* the same heap layout in every run */
    SIMULATED_BYTES = 1 << 24,
};

static const double QUIET = 0.6; /* share of quiet probes that makes a PU worth measuring on */

int worker_fail(struct worker *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(w->report->error, sizeof w->report->error, format, arguments);
    va_end(arguments);
    return 1;
}

/* Whether binding failed because the PU is offline or outside the cpuset. */
static int is_gone(int error)
{
    return error == -EXDEV || error == -EINVAL || error == -ENODEV;
}

/* Binds to PU number `i` of the plan. */
static int bind_to(struct worker *w, size_t i)
{
    int error = affinity_bind(w->plan->cpus[i]);
    preemption_stay_on((int) w->plan->cpus[i]);
    w->report->pu = w->plan->pus[i];
    if (is_gone(error))
        return worker_fail(w, "pu:%u is offline or no longer in this process's cpuset",
                           w->report->pu);
    if (error == -EPERM || error == -ENOSYS)
        return worker_fail(w,
                           "binding to pu:%u failed: %s: allow sched_setaffinity, which a "
                           "seccomp filter may deny",
                           w->report->pu, strerror(-error));
    return error ? worker_fail(w, "binding to pu:%u failed: %s", w->report->pu, strerror(-error))
                 : 0;
}

static struct rate_counts rates_of_search; /* rates seen by find_quiet_pu */

/* Probes for QUIET_CHECK_NS. Returns the share of quiet probes. */
static double quiet_share(const struct worker *w)
{
    unsigned quiet = 0, probes = 0;
    for (uint64_t end = clock_now() + QUIET_CHECK_NS; clock_now() < end; probes++) {
        struct probe probe = probe_take();
        quiet += probe_is_quiet(&probe, &w->plan->quiet_state) != 0;
        rate_counts_add(&rates_of_search, probe.cycles_per_slot);
    }
    return probes > 0 ? (double) quiet / probes : 0;
}

/* Tries the PUs of the plan in turn until one looks quiet; gives up after
 * plan->find_quiet_s and stays where it is. On a shared host a neighbour may occupy a core
 * for seconds, then move on. A PU that is offline, or that this process may no longer use,
 * is skipped; if all PUs are, the worker fails. */
static int find_quiet_pu(struct worker *w)
{
    const struct worker_plan *plan = w->plan;
    uint64_t end = clock_now() + (uint64_t) (plan->find_quiet_s * 1e9);
    size_t refused = 0;
    for (size_t i = 0; refused < plan->pu_count; i++) {
        if (bind_to(w, i % plan->pu_count) != 0) {
            refused++;
            continue;
        }
        refused = 0;
        w->report->error[0] = '\0';
        if (clock_now() >= end || quiet_share(w) >= QUIET)
            return 0;
    }
    w->report->without_pu = 1;
    return 1;
}

static int identify(struct worker *w)
{
    const struct worker_plan *plan = w->plan;
    const struct allocator *known = allocator_find(plan->allocator);
    struct allocator_identity *identity = &w->report->allocator;
    if (!known && !plan->library[0])
        return worker_fail(w, "no allocator is called %s", plan->allocator);
    struct allocator wanted = known ? *known : (struct allocator){ .name = plan->allocator };
    const struct allocator *expected = &wanted;
    if (plan->library[0])
        wanted.library = plan->library;
    char why[WORKER_ERROR_MAX / 2];
    if (allocator_open(expected, why, sizeof why) != 0)
        return worker_fail(w, "%s cannot be opened: %s", expected->name, why);
    int error = allocator_identify(expected, identity);
    if (error == -ENOTSUP)
        return worker_fail(w, "%s has a malloc and no free of its own: %s", expected->name,
                           identity->file);
    if (error)
        return worker_fail(w, "%s was not loaded: malloc is served by %s", expected->name,
                           identity->file);
    if (allocator_try(why, sizeof why) != 0)
        return worker_fail(w, "%s does not work: %s", expected->name, why);
    return 0;
}

static int find_case(struct worker *w, const struct scenario *const *scenarios)
{
    if (w->plan->go.library[0])
        return go_worker_find(w, scenarios);
    w->scenario = w->port = scenario_find(scenarios, w->plan->scenario);
    if (!w->scenario)
        return worker_fail(w, "no scenario is called %s", w->plan->scenario);
    w->size = &w->scenario->sizes[w->plan->size];
    return 0;
}

static void keep_awake(void)
{
    uint64_t end = clock_now() + SIBLING_NS;
    while (clock_now() < end)
        probe_take();
}

/* Probes while the core's sibling is awake. A sibling that this process may not use is left
 * alone. */
static void probe_beside_sibling(struct worker *w)
{
    struct peer sibling;
    if (w->plan->sibling < 0 || peer_start(&sibling, (unsigned) w->plan->sibling, keep_awake) != 0)
        return;
    for (uint64_t end = clock_now() + SIBLING_NS; clock_now() < end;)
        rate_counts_add(&w->report->measured.facts.rates, probe_take().cycles_per_slot);
    peer_join(&sibling);
}

static int probe_job(struct worker *w)
{
    static struct probe probes[PROBES];
    size_t n = 0;
    uint64_t end = clock_now() + (uint64_t) (w->plan->limits.hard_s * 1e9);
    while (n < PROBES && clock_now() < end)
        probes[n++] = probe_take();
    for (size_t i = 0; i < n; i++)
        rate_counts_add(&w->report->measured.facts.rates, probes[i].cycles_per_slot);
    probe_beside_sibling(w);
    w->report->probed = probe_find_quiet(probes, n, 0.01, &w->report->was_quiet);
    w->report->has_places = w->plan->places > 0 && w->report->was_quiet &&
                            probe_has_places(w->plan->places, &w->report->probed) == 1;
    return 0;
}

static int count_job(struct worker *w)
{
    uint64_t ops = COUNTED_BYTES / (w->size->bytes + 1);
    ops = ops > COUNTED_OPS ? COUNTED_OPS : ops + 1;
    w->report->counted_ops = ops;
    for (size_t v = 0; w->size->variants[v].name; v++) {
        accounting_start();
        w->report->checksums[v] = w->size->variants[v].run(ops);
        w->report->tallies[v] = accounting_read();
    }
    return 0;
}

/* Stores a turn. The count is increased last, because the parent reads turns while the
 * worker runs. */
static int store_turn(const struct turn *turn, void *context)
{
    struct worker_report *report = ((struct worker *) context)->report;
    size_t count = atomic_load(&report->measured.turn_count);
    report->measured.turns[count] = *turn;
    report->measured.turns[count].pu = report->pu;
    atomic_store(&report->measured.turn_count, count + 1);
    return count + 1 == TURNS_MAX;
}

/* Fills the heap with background objects and sets the operations' allocation pairs. */
static int prepare_case(struct worker *w, uint64_t seed)
{
    if (w->scenario->in_go)
        return go_worker_prepare(w);
    if (w->plan->live > 0)
        background_allocate(w->size, seed);
    ladder_of(w->scenario, w->plan->size, w->plan->live, &w->ladder);
    if (w->plan->bare)
        ladder_strip(&w->ladder);
    int error = allocator_use(w->plan->live > 0 ? w->plan->live : 1);
    if (!error)
        error = ladder_make_pairs(&w->ladder, &allocator_serving.pair, &allocation_pair, w->pairs);
    if (error)
        return worker_fail(w, "keeping %u objects alive failed: %s", w->plan->live,
                           strerror(-error));
    return 0;
}

/* valgrind is a hundred times slower than the CPU, so large values get few operations.
 * There are at least `live` of them, so that the warm-up fills the ring of live
 * objects. */
static int callgrind_job(struct worker *w)
{
    uint64_t ops = SIMULATED_BYTES / (w->size->bytes + 1);
    ops = ops > SIMULATED_OPS ? SIMULATED_OPS : ops + 1;
    ops = ops > w->plan->live ? ops : w->plan->live;
    if (!simulate_running())
        return worker_fail(w, "the worker does not run under valgrind");
    if (prepare_case(w, SIMULATED_SEED) != 0)
        return 1;
    w->report->counted_ops = ops;
    for (size_t v = 0; v < w->ladder.count; v++) {
        allocation_pair = w->pairs[v];
        w->report->checksums[v] = simulate_variant(w->ladder.rungs[v].run, v, ops);
    }
    return 0;
}

/* Says why a counter has no value: it could not be opened, or it was not on the PMU
 * all the time in any of its turns. */
static void give_reasons(struct worker_report *report, const struct counter_set *counters)
{
    for (size_t i = 0; i < counters->count; i++) {
        const struct counter *counter = &counters->counters[i];
        unsigned turns = 0, refused = 0;
        for (size_t t = 0; t < report->measured.turn_count; t++) {
            const struct turn *turn = &report->measured.turns[t];
            if (counter->fd < 0 || turn->group != counter->group)
                continue;
            turns++;
            refused += isnan(turn->counts[0][i]);
        }
        snprintf(report->reasons[i], COUNTER_REASON_MAX, "%s", counter->reason);
        if (turns > 0 && refused == turns)
            snprintf(report->reasons[i], COUNTER_REASON_MAX,
                     "refused: others used the PMU too, so it was not counted all the time");
    }
}

/* Moves to another PU of the plan that is quiet right now. Returns whether there is one. */
static int move_on(void *context)
{
    struct worker *w = context;
    const struct worker_plan *plan = w->plan;
    unsigned here = w->report->pu;
    size_t at = 0;
    while (plan->pus[at] != here)
        at++;
    for (size_t i = 1; i < plan->pu_count; i++)
        if (bind_to(w, (at + i) % plan->pu_count) == 0 && quiet_share(w) >= QUIET)
            return 1;
    bind_to(w, at);
    return 0;
}

static int time_job(struct worker *w)
{
    struct counter_set counters = { 0 };
    if (!w->plan->times_only)
        counters_open(&counters, &w->plan->counters);
    counters_describe(&counters, &w->report->measured.counting);
    give_reasons(w->report, &counters);
    if (prepare_case(w, w->plan->seed) != 0)
        return 1;
    struct sampling sampling = {
        .ladder = &w->ladder,
        .pairs = w->pairs,
        .counters = &counters,
        .quiet_state = w->plan->quiet_state,
        .seed = w->plan->seed,
        .times_only = w->plan->times_only,
        .without_walks = w->plan->bare,
        .move = w->plan->pu_count > 1 && !w->scenario->in_go ? move_on : NULL,
        .limits = w->plan->limits,
        .runtime = w->scenario->in_go ? &go_worker_runtime : NULL,
        .collections = w->scenario->in_go && go_worker_collects(w) ? go_worker_collections
                                                                   : allocator_serving.collections,
        .collections_least = w->plan->collections_least,
        .on_turn = store_turn,
        .context = w,
    };
    sampler_run(&sampling, &w->report->measured.facts);
    rate_counts_merge(&w->report->measured.facts.rates, &rates_of_search);
    give_reasons(w->report, &counters);
    counters_close(&counters);
    return 0;
}

static int retain_job(struct worker *w)
{
    size_t v = w->plan->variant;
    unsigned instances = held_blocks_instances(w->scenario, w->plan->size, w->scenario->instances);
    int error = held_blocks_measure(&w->size->variants[v], instances, &w->report->retained,
                                    &w->report->checksums[v]);
    if (error)
        return worker_fail(w, "the blocks that instances hold could not be recorded: %s",
                           strerror(-error));
    return 0;
}

static int do_job(struct worker *w)
{
    switch (w->plan->job) {
    case WORKER_COUNT:
        return w->scenario->in_go ? go_worker_count(w) : count_job(w);
    case WORKER_RETAIN:
        return w->scenario->in_go ? go_worker_retain(w) : retain_job(w);
    case WORKER_CALLGRIND:
        return callgrind_job(w);
    default:
        return time_job(w);
    }
}

static int do_job_with_peer(struct worker *w)
{
    struct peer peer;
    int error = peer_start(&peer, w->plan->partner_cpu, w->scenario->peer);
    w->report->without_partner = is_gone(error);
    if (error)
        return worker_fail(w, "the peer cannot run on pu:%u: %s", w->plan->partner,
                           strerror(-error));
    int status = do_job(w);
    w->scenario->dismiss();
    peer_join(&peer);
    return status;
}

static int run_case(struct worker *w, const struct scenario *const *scenarios)
{
    if (find_case(w, scenarios) != 0)
        return 1;
    if (w->scenario->in_go)
        return go_worker_enter(w, do_job);
    if (w->scenario->setup)
        w->scenario->setup(w->size->bytes);
    int status = w->scenario->peer ? do_job_with_peer(w) : do_job(w);
    if (w->scenario->teardown)
        w->scenario->teardown();
    return status;
}

/* Opens the allocator or the Go lane. Go's runtime starts threads meanwhile, which stay on
 * the PU of this thread, so the worker binds itself first. */
static int open_subject(struct worker *w)
{
    if (w->plan->go.library[0])
        return find_quiet_pu(w) || go_worker_open(w);
    /* Simulated work is the same on any core. */
    return identify(w) || (w->plan->job != WORKER_CALLGRIND && find_quiet_pu(w));
}

int worker_main(const struct scenario *const *scenarios)
{
    static struct worker worker;
    struct worker_memory *memory =
        mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_MEMORY_FD, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "a worker cannot map its plan: %s\n", strerror(errno));
        return 1;
    }
    if (memory->plan.protocol != worker_protocol) {
        fputs("its workers do not understand this program's plans\n", stderr);
        return 1;
    }
    struct worker *w = &worker;
    w->plan = &memory->plan;
    w->report = &memory->report;
    int status = open_subject(w);
    if (status == 0 && w->plan->job == WORKER_PROBE)
        status = probe_job(w);
    else if (status == 0 && w->plan->job != WORKER_IDENTIFY)
        status = run_case(w, scenarios);
    w->report->finished = status == 0;
    return status;
}
