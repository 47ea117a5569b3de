/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "sampler.h"

#include "clock.h"
#include "preemption.h"
#include "rng.h"
#include "schedule.h"
#include "victim.h"

#include <alloca.h>
#include <math.h>
#include <string.h>
#include <time.h>

enum {
    BATCH_NS = 35000,
    LINE = 64,
    STACK_SHIFTS = 64, /* of a line: one page */
    CLOCK_STEP_PERCENT = 3,
    TURNS_PER_GROUP = 3,
    WALK_TURNS = 4,
    COLLECTING_BATCH_NS = 20000000, /* at most */
    TRIES = 5,                      /* for each turn that is needed, where turns are long */
};

/* Over a turn of single long operations something nearly always takes the core
 * for a moment. There a preemption counts only when it took more than this
 * share of the turn; a system call to find out is nothing beside such
 * operations. */
static const double LONG_TURN_S = 0.001, LOST_MOST = 0.005;

/* A fresh process gets faster in steps, and stands on one for up to a
 * millisecond. So times must not have fallen for longer than that. */
static const double STEADY_S = 0.003, WARM_UP_S = 0.03, FALLEN = 0.98;

const char *turn_fate_name(enum turn_fate fate)
{
    static const char *const names[TURN_FATES] = { "kept", "interference", "clock-step",
                                                   "preempted" };
    return names[fate];
}

/* What a sampling keeps between its turns. */
struct sampler {
    const struct sampling *plan;
    struct sampling_facts *facts;
    struct rng rng;
    double turn_s;                   /* how long a turn takes */
    unsigned kept[STACK_ALIGNMENTS]; /* turns at each */
    unsigned others;                 /* turns that were not timed */
};

/* The code of a variant, with its allocation pair in place. */
static variant_fn *choose(const struct sampler *s, size_t variant)
{
    allocation_pair = s->plan->pairs[variant];
    return s->plan->ladder->rungs[variant].run;
}

static uint64_t time_batch(variant_fn *run, uint64_t ops, uint64_t *sum)
{
    uint64_t start = clock_now();
    *sum += run(ops);
    return clock_now() - start;
}

/* Two significant digits: equal variants get equal batches. */
static uint64_t round_ops(double ops)
{
    uint64_t unit = 1;
    while (ops >= 100) {
        ops /= 10;
        unit *= 10;
    }
    return ops < 1 ? 1 : (uint64_t) (ops + 0.5) * unit;
}

/* Doubles the operations until they fill a good part of a batch. */
static uint64_t find_ops(variant_fn *run, uint64_t *sum)
{
    uint64_t ops = 1, ns = time_batch(run, 1, sum);
    while (ns < BATCH_NS / 4 && ops < UINT64_C(1) << 30) {
        ops *= 2;
        ns = time_batch(run, ops, sum);
    }
    for (int again = 0; again < 3; again++) { /* the least disturbed one decides */
        uint64_t other = time_batch(run, ops, sum);
        ns = other < ns ? other : ns;
    }
    return round_ops((double) ops * BATCH_NS / (double) (ns ? ns : 1));
}

static uint64_t collections(const struct sampler *s)
{
    return s->facts->collecting ? s->plan->collections() : 0;
}

static int is_collecting(const struct sampling *plan)
{
    int collecting = 0;
    for (size_t v = 0; v < plan->ladder->count; v++)
        collecting |= plan->collections && plan->ladder->rungs[v].allocates;
    return collecting;
}

/* More operations, until a batch sees two collections: then one and a half of
 * what lies between them. */
static uint64_t span_collection(const struct sampler *s, variant_fn *run, uint64_t ops,
                                uint64_t *sum)
{
    uint64_t seen = 0, ns = 0;
    for (; ns < COLLECTING_BATCH_NS / 2; ops *= 2) {
        uint64_t before = collections(s);
        ns = time_batch(run, ops, sum);
        seen = collections(s) - before;
        if (seen >= 2)
            return round_ops(1.5 * (double) ops / (double) seen);
    }
    return round_ops((double) ops / 2 * COLLECTING_BATCH_NS / (double) (2 * ns));
}

static void find_batches(struct sampler *s)
{
    for (size_t v = 0; v < s->plan->ladder->count; v++) {
        variant_fn *run = choose(s, v);
        uint64_t ops = find_ops(run, &s->facts->checksum);
        if (s->facts->collecting && s->plan->ladder->rungs[v].allocates)
            ops = span_collection(s, run, ops, &s->facts->checksum);
        s->facts->ops[v] = ops;
    }
}

/* Nearly always somebody takes the core for a moment in a long turn. */
static int is_long(const struct sampler *s)
{
    return s->turn_s > LONG_TURN_S || s->facts->collecting;
}

/* The front end may also be slow because the probe itself is cold, as after
 * megabytes were copied. That passes in microseconds, a busy sibling does not:
 * in a long turn a probe that is not quiet is taken again, twice at the most. */
static struct probe look(const struct sampler *s)
{
    struct probe probe = probe_take();
    int tries = is_long(s) ? 2 : 0;
    while (tries-- > 0 && !probe_is_quiet(&probe, &s->plan->best))
        probe = probe_take();
    return probe;
}

/* The probe that is further from the best state. */
static struct probe worse(const struct sampler *s, struct probe a, struct probe b)
{
    double best = s->plan->best.cycles_per_slot;
    return fabs(b.cycles_per_slot - best) > fabs(a.cycles_per_slot - best) ? b : a;
}

static void take_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch];
    variant_fn *run = choose(s, variant);
    turn->batch_ns[batch] = time_batch(run, s->facts->ops[variant], &s->facts->checksum);
}

/* Two walks bring the victim into the cache, then comes what may push it out. */
static void walk_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch];
    variant_fn *run = choose(s, variant);
    victim_walk();
    victim_walk();
    s->facts->checksum += run(s->facts->ops[variant]);
    turn->batch_ns[batch] = victim_walk();
}

/* Counts ops + 1 operations less those of one: what reading, the call and the
 * loop's start and end count is in both and cancels, so that instructions are
 * exact. One more goes before, so that both start from the same state. No
 * clock is read: it would be counted. */
static void count_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    const struct counter_set *set = s->plan->counters;
    size_t variant = turn->order[batch];
    variant_fn *run = choose(s, variant);
    uint64_t ops = s->facts->ops[variant], sum = run(1);
    struct counter_reading start, one, end;
    counters_read(set, turn->group, &start);
    sum += run(1);
    counters_read(set, turn->group, &one);
    sum += run(ops + 1);
    counters_read(set, turn->group, &end);
    s->facts->checksum += sum;
    for (size_t i = 0; i < set->count; i++) { /* NaN stays NaN; two batches a variant */
        double count = counters_between(set, i, turn->group, &one, &end) -
                       counters_between(set, i, turn->group, &start, &one);
        turn->counts[variant][i] += count / (2 * (double) ops);
    }
}

/* The block, with the stack shifted: where a stack object lies within its page
 * is layout like any other, and sampled. */
static NOIPA void take_block(struct sampler *s, struct turn *turn)
{
    void (*batch)(struct sampler *, struct turn *, size_t) = turn->group == GROUP_TIMED ? take_batch
                                                             : turn->group == GROUP_WALK
                                                                 ? walk_batch
                                                                 : count_batch;
    char *shift = alloca(turn->offset + 1);
    ESCAPE(shift);
    batch(s, turn, 0);
    for (size_t i = 1; i < turn->batches; i++) {
        struct probe probe = look(s);
        turn->within = i == 1 ? probe : worse(s, turn->within, probe);
        batch(s, turn, i);
    }
    ESCAPE(shift);
}

/* Seconds that this thread has run; a system call. */
static double thread_cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static enum turn_fate judge(const struct sampler *s, const struct turn *turn, double lost)
{
    double change = fabs(turn->after.cycle_ns / turn->before.cycle_ns - 1);
    if (preemption_happened() && lost > LOST_MOST)
        return TURN_PREEMPTED;
    if (!probe_is_quiet(&turn->before, &s->plan->best) ||
        !probe_is_quiet(&turn->within, &s->plan->best) ||
        !probe_is_quiet(&turn->after, &s->plan->best))
        return TURN_INTERFERENCE;
    return change * 100 <= CLOCK_STEP_PERCENT ? TURN_KEPT : TURN_CLOCK_STEP;
}

/* Where a block of memory lies within its cache line can cost as much as what is
 * measured: 4 KiB are cleared in 62 or in 76 ns. So the stack gets each of its
 * alignments equally often; where it lies within its page is drawn. */
static unsigned shift_stack(struct sampler *s)
{
    unsigned rarest = 0;
    for (unsigned a = 1; a < STACK_ALIGNMENTS; a++)
        rarest = s->kept[a] < s->kept[rarest] ? a : rarest;
    return rarest * LINE / STACK_ALIGNMENTS + LINE * (unsigned) rng_below(&s->rng, STACK_SHIFTS);
}

unsigned char turn_alignment(uint64_t offset)
{
    return (unsigned char) (offset % LINE / (LINE / STACK_ALIGNMENTS));
}

/* One turn: timed, with walks, or counted with a group of counters. */
static void take_turn(struct sampler *s, struct turn *turn, int group)
{
    size_t order[BATCHES_MAX] = { 0 }, n = s->plan->ladder->count;
    memset(turn, 0, sizeof *turn);
    turn->group = group;
    turn->offset = shift_stack(s);
    turn->batches = 2 * n;
    schedule_order(n, rng_below(&s->rng, schedule_rows(n)), order);
    for (size_t i = 0; i < turn->batches; i++)
        turn->order[i] = (unsigned char) order[i];

    double cpu = is_long(s) ? thread_cpu_s() : 0;
    uint64_t collected = collections(s);
    uint64_t start = clock_now();
    preemption_arm();
    turn->before = look(s);
    take_block(s, turn);
    turn->after = look(s);
    double wall = (double) (clock_now() - start) / 1e9;
    turn->collections = (unsigned) (collections(s) - collected);
    turn->fate = judge(s, turn, is_long(s) ? 1 - (thread_cpu_s() - cpu) / wall : 1);
}

double turn_time(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *best)
{
    double ns = 0, ops = 0, cycle = (turn->before.cycle_ns + turn->after.cycle_ns) / 2;
    for (size_t i = 0; i < turn->batches; i++) {
        if (turn->order[i] != variant)
            continue;
        ns += (double) turn->batch_ns[i] - (double) facts->clock_cost_ns;
        ops += (double) facts->ops[variant];
    }
    return ns / ops * best->cycle_ns / cycle;
}

double turn_walk(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *best)
{
    double ns = 0, walks = 0, cycle = (turn->before.cycle_ns + turn->after.cycle_ns) / 2;
    for (size_t i = 0; i < turn->batches; i++) {
        if (turn->order[i] != variant)
            continue;
        ns += (double) turn->batch_ns[i] - (double) facts->clock_cost_ns;
        walks++;
    }
    return ns / walks * best->cycle_ns / cycle;
}

/* One turn more: whether no variant was faster than ever. The least time is
 * compared because interference only adds. */
static int no_faster(struct sampler *s, double *least)
{
    struct turn turn;
    int same = 1;
    take_turn(s, &turn, GROUP_TIMED);
    s->facts->warm_up_turns++;
    for (size_t v = 0; v < s->plan->ladder->count; v++) {
        double now = turn_time(&turn, v, s->facts, &s->plan->best);
        same &= now >= FALLEN * least[v];
        least[v] = fmin(least[v], now);
    }
    return same;
}

/* Until times have not fallen for a while, and for two turns at least. */
static void warm_up(struct sampler *s, double most_s)
{
    double least[VARIANTS_MAX];
    for (size_t v = 0; v < VARIANTS_MAX; v++)
        least[v] = INFINITY;
    uint64_t start = clock_now(), fell = start;
    double seconds = 0;
    while (!s->facts->steady && seconds < most_s) {
        int same = no_faster(s, least);
        uint64_t now = clock_now();
        seconds = (double) (now - start) / 1e9;
        s->turn_s = seconds / s->facts->warm_up_turns;
        fell = same ? fell : now;
        s->facts->steady = (double) (now - fell) / 1e9 >= STEADY_S && s->facts->warm_up_turns > 1;
    }
}

static int enough(const struct sampler *s, uint64_t start)
{
    double seconds = (double) (clock_now() - start) / 1e9;
    const struct sampling *plan = s->plan;
    double limit = fmax(plan->hard_s, TRIES * plan->turns_least * s->turn_s);
    int seen = !s->facts->collecting || s->facts->collections >= plan->collections_least;
    return seconds >= limit || (seen && s->facts->turns_kept >= plan->turns) ||
           (seen && seconds >= plan->soft_s && s->facts->turns_kept >= plan->turns_least);
}

static int time_turns(struct sampler *s, uint64_t start)
{
    int stop = 0;
    while (!stop && !enough(s, start)) {
        struct turn turn;
        take_turn(s, &turn, GROUP_TIMED);
        turn.index = s->facts->turns_total++;
        s->facts->turns_kept += turn.fate == TURN_KEPT;
        s->facts->collections += turn.fate == TURN_KEPT ? turn.collections : 0;
        s->kept[turn_alignment(turn.offset)] += turn.fate == TURN_KEPT;
        stop = s->plan->on_turn(&turn, s->plan->context);
    }
    return stop;
}

/* Turns that are not timed, numbered after those that are. */
static int take_others(struct sampler *s, int group, unsigned turns)
{
    int stop = 0;
    for (unsigned t = 0; t < turns && !stop; t++) {
        struct turn turn;
        take_turn(s, &turn, group);
        turn.index = s->facts->turns_total + s->others++;
        s->kept[turn_alignment(turn.offset)]++;
        stop = s->plan->on_turn(&turn, s->plan->context);
    }
    return stop;
}

static void count_turns(struct sampler *s)
{
    int groups = s->plan->counters->groups, stop = 0;
    for (int t = 0; t < TURNS_PER_GROUP * groups && !stop; t++) {
        counters_select(s->plan->counters, t % groups);
        stop = take_others(s, t % groups, 1);
    }
    counters_select(s->plan->counters, -1);
}

void sampler_run(const struct sampling *plan, struct sampling_facts *facts)
{
    struct sampler s = { .plan = plan, .facts = facts, .rng = { plan->seed } };
    *facts =
        (struct sampling_facts){ .clock_cost_ns = clock_cost(), .collecting = is_collecting(plan) };
    find_batches(&s);
    warm_up(&s, fmin(WARM_UP_S, plan->hard_s));
    victim_shuffle(plan->seed);
    if (time_turns(&s, clock_now()) == 0 && take_others(&s, GROUP_WALK, WALK_TURNS) == 0)
        count_turns(&s);
}
