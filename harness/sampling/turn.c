/* SPDX-License-Identifier: MIT */
#include "cache_footprint.h"
#include "cycle.h"
#include "preemption.h"
#include "sampler_internal.h"
#include "schedule.h"

#include <alloca.h>
#include <math.h>
#include <string.h>
#include <time.h>

enum {
    LINE = 64,
    STACK_SHIFTS = 64, /* shifts by whole cache lines, within a page */
    CLOCK_STEP_PERCENT = 3,
    LEAD_IN = 2,
    BATCH_TRIES = 24, /* tries under a runtime's collector for MEDIAN_OF quiet batches */
    MEDIAN_OF = 5,
    PATIENCE = 40000, /* probes that a turn of cycles waits for a quiet core; 0.2 to 0.4 s */
};

/* The share of a long turn that other threads may take. The two system calls that read the
 * share cost nothing compared with such operations. */
static const double LOST_MOST = 0.005;

const char *turn_fate_name(enum turn_fate fate)
{
    static const char *const names[TURN_FATES] = { "kept", "interference", "clock-step",
                                                   "preempted" };
    return names[fate];
}

/* After a batch that copied megabytes the probe's own code is out of cache and reads
 * slow for some microseconds. In long turns a failing probe is therefore repeated up
 * to twice; a busy sibling would still fail it. */
static struct probe take_probe(const struct sampler *s)
{
    struct probe probe = probe_take();
    int tries = sampler_is_long(s) ? 2 : 0;
    while (tries-- > 0 && !probe_is_quiet(&probe, &s->plan->quiet_state))
        probe = probe_take();
    rate_counts_add(&s->facts->rates, probe.cycles_per_slot);
    return probe;
}

/* The probe that is further from the quiet state. */
static struct probe worse(const struct sampler *s, struct probe a, struct probe b)
{
    double quiet = s->plan->quiet_state.cycles_per_slot;
    return fabs(b.cycles_per_slot - quiet) > fabs(a.cycles_per_slot - quiet) ? b : a;
}

static void take_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch];
    turn->batch_ns[batch] =
        sampler_time_batch(s, variant, s->facts->ops[variant], &s->facts->checksum);
}

static int is_quiet_probe(const struct sampler *s, const struct probe *probe)
{
    return probe_is_quiet(probe, &s->plan->quiet_state);
}

/* Probes until the core is quiet, at most s->patience times more. Returns the last probe. */
static struct probe wait_for_quiet(struct sampler *s)
{
    struct probe probe = probe_take();
    for (; s->patience > 0 && !is_quiet_probe(s, &probe); s->patience--)
        probe = probe_take();
    return probe;
}

/* One batch with a quiet core before and after it; 0: it was disturbed. */
static uint64_t try_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch];
    int in_cycles = sampler_in_cycles(s, variant);
    uint64_t ops = s->facts->ops[variant], *sum = &s->facts->checksum;
    struct probe before = wait_for_quiet(s);
    preemption_arm();
    if (batch == 0)
        turn->before = turn->within = before;
    uint64_t ns = in_cycles ? cycle_time(s->plan, &s->plan->ladder->rungs[variant], ops, &s->cycle,
                                         &s->patience, sum)
                            : sampler_time_batch(s, variant, ops, sum);
    int alone = in_cycles || !preemption_happened(); /* cycles look for themselves */
    turn->after = in_cycles ? wait_for_quiet(s) : probe_take();
    return is_quiet_probe(s, &before) && is_quiet_probe(s, &turn->after) && alone ? ns : 0;
}

/* Before a batch with the collector off: goes to where no collection is due for long. */
static void keep_room(struct sampler *s, size_t variant)
{
    const struct rung *heap = &s->plan->ladder->rungs[s->plan->ladder->heap];
    uint64_t ops = s->facts->ops[variant];
    s->cycle.known &= 2 * (double) (s->cycle.ops + ops) < s->cycle.length;
    cycle_settle(s->plan, heap, ops, &s->cycle, &s->facts->checksum);
    s->cycle.ops += ops;
}

/* The median of some short batches: probes around one miss disturbances of some microseconds,
 * and the mean over the turns would contain them. 0: too many were disturbed. */
static uint64_t median_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch], n = 0;
    double ns[MEDIAN_OF];
    int allocates = s->plan->ladder->rungs[variant].allocates;
    for (int i = 0; i < BATCH_TRIES && n < MEDIAN_OF; i++) {
        if (allocates)
            keep_room(s, variant);
        uint64_t one = try_batch(s, turn, batch);
        if (one > 0 && i > 0) /* the first refills the caches */
            ns[n++] = (double) one;
    }
    return n == MEDIAN_OF ? (uint64_t) stats_median(ns, n) : 0;
}

/* A turn of collection cycles is too long to be quiet as a whole: single batches are repeated. */
static void take_batch_again(struct sampler *s, struct turn *turn, size_t batch)
{
    turn->batch_ns[batch] = sampler_in_cycles(s, turn->order[batch]) ? try_batch(s, turn, batch)
                                                                     : median_batch(s, turn, batch);
}

/* Two walks bring the footprint's lines into the cache; the batch may evict them; the third
 * walk is timed. */
static void walk_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    size_t variant = turn->order[batch];
    footprint_walk();
    footprint_walk();
    s->facts->checksum += sampler_run_batch(s, variant, s->facts->ops[variant]);
    turn->batch_ns[batch] = footprint_walk();
}

/* Runs operations between two readings. Being one function that is not inlined, it has the
 * same instructions around any number of operations. */
static NOIPA uint64_t run_between(const struct sampler *s, int group, size_t variant, uint64_t ops,
                                  struct counter_reading readings[2])
{
    counters_read(s->plan->counters, group, &readings[0]);
    uint64_t sum = sampler_run_batch(s, variant, ops);
    counters_read(s->plan->counters, group, &readings[1]);
    ESCAPE(readings);
    return sum;
}

/* Counts ops + 1 operations minus one operation. Reading, the call and the loop's start and
 * end are in both counts and cancel, so that instructions are exact. One operation runs
 * before, so that both counts start from the same state. No clock is read, because reading
 * it would be counted. */
static void count_batch(struct sampler *s, struct turn *turn, size_t batch)
{
    const struct counter_set *set = s->plan->counters;
    size_t variant = turn->order[batch];
    uint64_t ops = s->facts->ops[variant], sum = sampler_run_batch(s, variant, 1);
    struct counter_reading one[2], all[2];
    sum += run_between(s, turn->group, variant, 1, one);
    sum += run_between(s, turn->group, variant, ops + 1, all);
    s->facts->checksum += sum;
    for (size_t i = 0; i < set->count; i++) { /* NaN stays NaN; each variant has two batches */
        double count = counters_between(set, i, turn->group, &all[0], &all[1]) -
                       counters_between(set, i, turn->group, &one[0], &one[1]);
        turn->counts[variant][i] += count / (2 * (double) ops);
    }
}

/* Counting turns are always whole: exact counts are taken from disturbed turns, too. */
static int begins_again(const struct sampler *s, const struct turn *turn)
{
    return s->persistent && turn->group < 0;
}

static int is_quiet(const struct sampler *s, const struct probe *probe)
{
    return probe_is_quiet(probe, &s->plan->quiet_state) && !preemption_happened();
}

/* After another thread ran, the first batches are 2 to 10 % slower: their lines and
 * predictor entries are gone (docs/decisions/004-restart-disturbed-turns.md). */
static void lead_in(struct sampler *s, struct turn *turn)
{
    for (size_t i = 0; i < LEAD_IN && !s->disturbed; i++) {
        size_t variant = turn->order[i];
        s->facts->checksum += sampler_run_batch(s, variant, s->facts->ops[variant]);
        turn->before = take_probe(s);
        s->disturbed = !is_quiet(s, &turn->before);
    }
}

static int takes_again(const struct sampler *s, int group)
{
    return group == GROUP_TIMED && s->plan->runtime && s->facts->collecting;
}

/* Whether every try of the last batch was disturbed. */
static int has_no_time(const struct sampler *s, const struct turn *turn)
{
    return takes_again(s, turn->group) && turn->taken > 0 && turn->batch_ns[turn->taken - 1] == 0;
}

/* Runs the block with the stack shifted, because the place of a stack object within its
 * page is part of the layout, which is sampled. A turn that can be restarted ends at the
 * first disturbance. */
static NOIPA void take_block(struct sampler *s, struct turn *turn)
{
    void (*batch)(struct sampler *, struct turn *, size_t) =
        takes_again(s, turn->group)  ? take_batch_again
        : turn->group == GROUP_TIMED ? take_batch
        : turn->group == GROUP_WALK  ? walk_batch
                                     : count_batch;
    char *shift = alloca(turn->offset + 1);
    ESCAPE(shift);
    int again = begins_again(s, turn), led = again && s->disturbed;
    turn->before = take_probe(s);
    s->disturbed = !is_quiet(s, &turn->before);
    if (led)
        lead_in(s, turn);
    turn->within = turn->after = turn->before;
    for (size_t i = 0; i < turn->batches && !(again && s->disturbed) && !has_no_time(s, turn);
         i++) {
        batch(s, turn, i);
        if (!takes_again(s, turn->group))
            turn->after = take_probe(s);
        turn->within = worse(s, turn->within, turn->after);
        s->disturbed |= !is_quiet(s, &turn->after);
        turn->taken = i + 1;
    }
    ESCAPE(shift);
}

/* Seconds that this thread has run, or, under a runtime with threads of its own, all
 * threads of the process. Makes a system call. */
static double own_cpu_s(const struct sampler *s)
{
    struct timespec t;
    clock_gettime(s->plan->runtime ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &t);
    return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static enum turn_fate decide_fate(const struct sampler *s, const struct turn *turn, double lost)
{
    double change = fabs(turn->after.cycle_ns / turn->before.cycle_ns - 1);
    int whole = !takes_again(s, turn->group); /* else each batch was looked after by itself */
    if (preemption_strayed() || (whole && preemption_happened() && lost > LOST_MOST))
        return TURN_PREEMPTED;
    if (!probe_is_quiet(&turn->within, &s->plan->quiet_state) || has_no_time(s, turn))
        return TURN_INTERFERENCE;
    return change * 100 <= CLOCK_STEP_PERCENT ? TURN_KEPT : TURN_CLOCK_STEP;
}

/* Chooses the turn's shift of the stack. Each alignment within a cache line is used equally
 * often, because the alignment can cost as much as what is measured
 * (docs/decisions/006-sample-stack-alignments.md). The line within the page is random. */
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

/* Chooses a turn's random properties: order and stack shift. */
static void plan_turn(struct sampler *s, struct turn *turn, int group)
{
    size_t order[BATCHES_MAX] = { 0 }, n = s->plan->ladder->count;
    memset(turn, 0, sizeof *turn);
    turn->group = group;
    turn->offset = shift_stack(s);
    turn->batches = 2 * n;
    schedule_order(n, rng_below(&s->rng, schedule_rows(n)), order);
    for (size_t i = 0; i < turn->batches; i++)
        turn->order[i] = (unsigned char) order[i];
}

static void try_turn(struct sampler *s, struct turn *turn)
{
    int is_long = sampler_is_long(s);
    memset(turn->counts, 0, sizeof turn->counts);
    turn->taken = 0;
    s->patience = PATIENCE;
    turn->tries++;
    double cpu = is_long ? own_cpu_s(s) : 0;
    uint64_t collected = sampler_collections(s),
             paused = s->plan->runtime ? s->plan->runtime->pauses() : 0;
    uint64_t start = clock_now();
    preemption_arm();
    take_block(s, turn);
    double wall = (double) (clock_now() - start) / 1e9;
    turn->collections = (unsigned) (sampler_collections(s) - collected);
    turn->pauses_ns = s->plan->runtime ? s->plan->runtime->pauses() - paused : 0;
    turn->fate = decide_fate(s, turn, is_long ? 1 - (own_cpu_s(s) - cpu) / wall : 1);
}

void sampler_take_turn(struct sampler *s, struct turn *turn, int group)
{
    uint64_t end = clock_now() + (uint64_t) (s->turn_s * 1e9);
    plan_turn(s, turn, group);
    do {
        try_turn(s, turn);
    } while (begins_again(s, turn) && turn->fate != TURN_KEPT && clock_now() < end);
}

/* The time that a batch took beside the clock, in ns. */
static double batch_time(const struct turn *turn, size_t batch, const struct sampling_facts *facts)
{
    return (double) turn->batch_ns[batch] - (double) facts->clock_cost_ns;
}

/* Times of this turn, multiplied by this factor, are at the reference clock. */
static double to_reference(const struct turn *turn, const struct quiet_state *quiet)
{
    double cycle = (turn->before.cycle_ns + turn->after.cycle_ns) / 2;
    return quiet->cycle_ns / cycle;
}

/* Time of a variant's batches at the reference clock, divided by `units` per batch. */
static double time_per(const struct turn *turn, size_t variant, double units,
                       const struct sampling_facts *facts, const struct quiet_state *quiet)
{
    double ns = 0, all = 0;
    for (size_t i = 0; i < turn->taken; i++) {
        if (turn->order[i] != variant)
            continue;
        ns += batch_time(turn, i, facts);
        all += units;
    }
    return ns / all * to_reference(turn, quiet);
}

double turn_time(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet)
{
    return time_per(turn, variant, (double) facts->ops[variant], facts, quiet);
}

double turn_walk(const struct turn *turn, size_t variant, const struct sampling_facts *facts,
                 const struct quiet_state *quiet)
{
    return time_per(turn, variant, 1, facts, quiet); /* one walk per batch */
}

double turn_last_batch(const struct turn *turn, const struct sampling_facts *facts,
                       const struct quiet_state *quiet)
{
    size_t last = turn->taken - 1;
    double ops = (double) facts->ops[turn->order[last]];
    return batch_time(turn, last, facts) / ops * to_reference(turn, quiet);
}
