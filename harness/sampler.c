/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "sampler.h"

#include "clock.h"
#include "rng.h"
#include "schedule.h"

#include <alloca.h>
#include <math.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>

enum {
    BATCH_NS = 35000,
    STACK_SHIFTS = 256, /* of 16 bytes: one page */
    WARM_UP_WINDOWS = 12,
    CLOCK_STEP_PERCENT = 3,
};

const char *turn_fate_name(enum turn_fate fate)
{
    static const char *const names[TURN_FATES] = { "kept", "interference", "clock-step",
                                                   "context-switch" };
    return names[fate];
}

/* What a sampling keeps between its turns. */
struct sampler {
    const struct sampling *plan;
    struct sampling_facts *facts;
    struct rng rng;
    unsigned turns; /* warm-up included: picks the counter group */
};

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

/* One batch with its counters; those stand outside of the timed span. */
static void take_batch(struct sampler *s, struct turn *turn, size_t batch, int group)
{
    const struct counter_set *set = s->plan->counters;
    size_t variant = turn->order[batch];
    uint64_t ops = s->facts->ops[variant];
    struct counter_reading from, to;

    counters_read(set, group, &from);
    turn->batch_ns[batch] = time_batch(s->plan->variants[variant].run, ops, &s->facts->checksum);
    counters_read(set, group, &to);
    for (size_t i = 0; i < set->count; i++) { /* NaN stays NaN; two batches a variant */
        double count = counters_between(set, i, group, &from, &to);
        turn->counts[variant][i] += count / (2 * (double) ops);
    }
}

/* The block, with the stack shifted: where a stack object lies within its page
 * is layout like any other, and sampled. */
static NOIPA void take_block(struct sampler *s, struct turn *turn, int group)
{
    char *shift = alloca(turn->offset + 1);
    ESCAPE(shift);
    for (size_t i = 0; i < turn->batches; i++)
        take_batch(s, turn, i, group);
    ESCAPE(shift);
}

static enum turn_fate judge(const struct sampler *s, const struct turn *turn, int moved)
{
    double change = fabs(turn->after.cycle_ns / turn->before.cycle_ns - 1);
    if (turn->switches > 0 || moved)
        return TURN_SWITCHED;
    if (!probe_is_quiet(&turn->before, &s->plan->best) ||
        !probe_is_quiet(&turn->after, &s->plan->best))
        return TURN_INTERFERENCE;
    return change * 100 <= CLOCK_STEP_PERCENT ? TURN_KEPT : TURN_CLOCK_STEP;
}

static void take_turn(struct sampler *s, struct turn *turn)
{
    size_t order[BATCHES_MAX], n = s->plan->variant_count;
    struct rusage from, to;
    int group = s->plan->counters->groups ? (int) s->turns % s->plan->counters->groups : 0;

    memset(turn, 0, sizeof *turn);
    turn->offset = 16 * (unsigned) rng_below(&s->rng, STACK_SHIFTS);
    turn->batches = 2 * n;
    schedule_order(n, rng_below(&s->rng, schedule_rows(n)), order);
    for (size_t i = 0; i < turn->batches; i++)
        turn->order[i] = (unsigned char) order[i];
    counters_select(s->plan->counters, group);

    int place = sched_getcpu();
    getrusage(RUSAGE_THREAD, &from);
    turn->before = probe_take();
    take_block(s, turn, group);
    turn->after = probe_take();
    getrusage(RUSAGE_THREAD, &to);
    turn->switches = (unsigned) (to.ru_nvcsw - from.ru_nvcsw + to.ru_nivcsw - from.ru_nivcsw);
    turn->faults = (unsigned) (to.ru_minflt - from.ru_minflt);
    turn->fate = judge(s, turn, place != sched_getcpu());
    s->turns++;
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

/* The least time of each variant over a window of turns. */
static void least_times(struct sampler *s, unsigned turns, double *least)
{
    struct turn turn;
    for (size_t v = 0; v < s->plan->variant_count; v++)
        least[v] = INFINITY;
    for (unsigned t = 0; t < turns; t++) {
        take_turn(s, &turn);
        for (size_t v = 0; v < s->plan->variant_count; v++)
            least[v] = fmin(least[v], turn_time(&turn, v, s->facts, &s->plan->best));
    }
    s->facts->warm_up_turns += turns;
}

/* Window after window, until no variant got faster by 2 % from one to the
 * next. The minimum is compared because interference only adds. */
static void warm_up(struct sampler *s, uint64_t deadline)
{
    double before[SCENARIO_VARIANTS], now[SCENARIO_VARIANTS];
    uint64_t start = clock_now();
    least_times(s, 1, before);
    unsigned turns = clock_now() - start > 1000000 ? 1 : 3;
    for (int window = 0; window < WARM_UP_WINDOWS && !s->facts->steady; window++) {
        least_times(s, turns, now);
        s->facts->steady = 1;
        for (size_t v = 0; v < s->plan->variant_count; v++) {
            s->facts->steady &= now[v] >= 0.98 * before[v];
            before[v] = now[v];
        }
        if (clock_now() >= deadline)
            return;
    }
}

static int enough(const struct sampler *s, uint64_t start)
{
    double seconds = (double) (clock_now() - start) / 1e9;
    const struct sampling *plan = s->plan;
    return s->facts->turns_kept >= plan->turns || seconds >= plan->hard_s ||
           (seconds >= plan->soft_s && s->facts->turns_kept >= plan->turns_least);
}

int sampler_run(const struct sampling *plan, struct sampling_facts *facts)
{
    struct sampler s = { .plan = plan, .facts = facts, .rng = { plan->seed } };
    uint64_t start = clock_now();
    *facts = (struct sampling_facts){ .clock_cost_ns = clock_cost() };
    for (size_t v = 0; v < plan->variant_count; v++)
        facts->ops[v] = find_ops(plan->variants[v].run, &facts->checksum);
    warm_up(&s, start + (uint64_t) (plan->hard_s * 1e9));

    int stop = 0;
    while (!stop && !enough(&s, start)) {
        struct turn turn;
        take_turn(&s, &turn);
        turn.index = facts->turns_total++;
        facts->turns_kept += turn.fate == TURN_KEPT;
        stop = plan->on_turn(&turn, plan->context);
    }
    return stop;
}
