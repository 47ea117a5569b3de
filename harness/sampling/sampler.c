/* SPDX-License-Identifier: MIT */
#include "sampler.h"

#include "cache_footprint.h"
#include "sampler_internal.h"

#include <math.h>

enum {
    BATCH_NS = 35000,
    TURNS_PER_GROUP = 3,
    WALK_TURNS = 4,
    COLLECTING_BATCH_NS = 20000000, /* at most */
    WARM_UP_TURNS = 3, /* at most, where they take longer than WARM_UP_S: turns of cycles */
    TRIES = 5,         /* for each of `turns_least`, if that takes longer than hard_s */
};

/* A fresh process gets faster in steps and stays on one step for up to a millisecond. So
 * warm-up ends only after times have not fallen for longer than that. */
static const double STEADY_S = 0.003, WARM_UP_S = 0.03, FALLEN = 0.98;

/* The longest that a worker may go on trying for `turns_least` turns. */
static const double LONGEST_S = 5;

/* A core that is busy for this long stays busy: busy spells last 10 to 500 ms, but
 * disturbances of a quiet core 1 ms (evidence/spells.c). Without a known quiet state no
 * core counts as busy. */
static const double BUSY_S = 0.005;

/* Rounds to two significant digits, so that equal variants get equal batches. */
static uint64_t round_ops(double ops)
{
    uint64_t unit = 1;
    while (ops >= 100) {
        ops /= 10;
        unit *= 10;
    }
    return ops < 1 ? 1 : (uint64_t) (ops + 0.5) * unit;
}

/* Finds how many operations fill a batch: doubles them until they take a good part of
 * one. */
static uint64_t find_ops(const struct sampler *s, size_t variant, uint64_t *sum)
{
    uint64_t ops = 1, ns = sampler_time_batch(s, variant, 1, sum);
    while (ns < BATCH_NS / 4 && ops < UINT64_C(1) << 30) {
        ops *= 2;
        ns = sampler_time_batch(s, variant, ops, sum);
    }
    for (int again = 0; again < 3; again++) { /* the least disturbed try decides */
        uint64_t other = sampler_time_batch(s, variant, ops, sum);
        ns = other < ns ? other : ns;
    }
    return round_ops((double) ops * BATCH_NS / (double) (ns ? ns : 1));
}

static int is_collecting(const struct sampling *plan)
{
    int collecting = 0;
    for (size_t v = 0; v < plan->ladder->count; v++)
        collecting |= plan->collections && plan->ladder->rungs[v].allocates;
    return collecting;
}

/* Increases the operations until a batch sees two collections. Returns one and a half times
 * the operations between the two. */
static uint64_t span_collection(const struct sampler *s, size_t variant, uint64_t ops,
                                uint64_t *sum)
{
    uint64_t seen = 0, ns = 0;
    for (; ns < COLLECTING_BATCH_NS / 2; ops *= 2) {
        uint64_t before = sampler_collections(s);
        ns = sampler_time_batch(s, variant, ops, sum);
        seen = sampler_collections(s) - before;
        if (seen >= 2)
            return round_ops(1.5 * (double) ops / (double) seen);
    }
    return round_ops((double) ops / 2 * COLLECTING_BATCH_NS / (double) (2 * ns));
}

static void find_batches(struct sampler *s)
{
    const struct ladder *ladder = s->plan->ladder;
    for (size_t v = 0; v < ladder->count; v++) {
        const struct rung *rung = &ladder->rungs[v];
        if (rung->pair == PAIR_GO_ALLOC) { /* the same code */
            s->facts->ops[v] = s->facts->ops[ladder->heap];
            continue;
        }
        uint64_t ops = find_ops(s, v, &s->facts->checksum);
        if (s->facts->collecting && rung->allocates && !s->plan->runtime)
            ops = span_collection(s, v, ops, &s->facts->checksum);
        s->facts->ops[v] = ops;
    }
}

/* The time of an empty batch, which is the cost of the clock, and of the call around it. */
static void time_empty_batch(const struct sampler *s)
{
    enum { READINGS = 101 };
    double ns[READINGS], around[READINGS];
    uint64_t sum = 0;
    for (int i = 0; i < READINGS; i++) {
        uint64_t start = clock_now();
        ns[i] = (double) s->plan->runtime->batch(&s->plan->ladder->rungs[0], 0, &sum);
        around[i] = (double) (clock_now() - start) - ns[i];
    }
    s->facts->clock_cost_ns = (uint64_t) stats_median(ns, READINGS);
    s->facts->crossing_ns = stats_median(around, READINGS);
}

/* Whether all batches have a time. A batch that was given up has the time 0 and is the turn's
 * last. */
static int is_whole(const struct turn *turn)
{
    return turn->taken == turn->batches && turn->batch_ns[turn->taken - 1] > 0;
}

/* Takes one more turn. Returns whether no variant was faster than before. The least times
 * are compared, because interference only adds time. The time of a variant that the turn
 * did not come to is NaN, which is not faster. */
static int no_faster(struct sampler *s, double *least)
{
    struct turn turn;
    int same = 1;
    sampler_take_turn(s, &turn, GROUP_TIMED);
    s->facts->warm_up_turns++;
    if (s->plan->runtime && !is_whole(&turn))
        return 0; /* it tells nothing */
    for (size_t v = 0; v < s->plan->ladder->count; v++) {
        double now = turn_time(&turn, v, s->facts, &s->plan->quiet_state);
        same &= least[v] < INFINITY && !(now < FALLEN * least[v]);
        least[v] = fmin(least[v], now);
    }
    return same;
}

/* Takes turns, at least two, until times have not fallen for a while. */
static void warm_up(struct sampler *s, double most_s)
{
    double least[VARIANTS_MAX];
    for (size_t v = 0; v < VARIANTS_MAX; v++)
        least[v] = INFINITY;
    uint64_t start = clock_now(), fell = start;
    double seconds = 0, patient = most_s;
    s->facts->steady = 0;
    for (unsigned turns = 1; !s->facts->steady && seconds < patient; turns++) {
        int same = no_faster(s, least);
        uint64_t now = clock_now();
        seconds = (double) (now - start) / 1e9;
        s->turn_s = seconds / turns;
        patient = s->plan->runtime ? fmax(most_s, WARM_UP_TURNS * s->turn_s) : most_s;
        fell = same ? fell : now;
        s->facts->steady = (double) (now - fell) / 1e9 >= STEADY_S && turns > 1;
    }
}

/* Beyond hard_s a worker goes on only while turns are kept: one that keeps fewer than one
 * in TRIES, after twice that many, is on a core that is never quiet for a whole turn. */
static double longest_s(const struct sampler *s)
{
    const struct sampling_limits *limits = &s->plan->limits;
    double patient = fmin(TRIES * limits->turns_least * s->turn_s, LONGEST_S);
    int hopeless = s->facts->turns_total >= TRIES * (s->facts->turns_kept + 2);
    return hopeless ? limits->hard_s : fmax(limits->hard_s, patient);
}

static int enough(const struct sampler *s, uint64_t start)
{
    double seconds = (double) (clock_now() - start) / 1e9;
    const struct sampling *plan = s->plan;
    double limit = longest_s(s);
    int seen = !s->facts->collecting || s->facts->collections >= plan->collections_least;
    return seconds >= limit || (seen && s->facts->turns_kept >= plan->limits.turns) ||
           (seen && seconds >= plan->limits.soft_s &&
            s->facts->turns_kept >= plan->limits.turns_least);
}

/* Moves to another core if this one stays busy. `kept` is the time of the last kept
 * turn. */
static void look_elsewhere(struct sampler *s, uint64_t *kept)
{
    const struct sampling *plan = s->plan;
    if (!plan->move || !s->persistent || plan->quiet_state.cycles_per_slot == 0 ||
        (double) (clock_now() - *kept) / 1e9 < BUSY_S)
        return;
    if (plan->move(plan->context))
        warm_up(s, fmin(WARM_UP_S, plan->limits.hard_s));
    *kept = clock_now();
}

static int time_turns(struct sampler *s, uint64_t start)
{
    uint64_t kept = start;
    int stop = 0;
    while (!stop && !enough(s, start)) {
        struct turn turn;
        look_elsewhere(s, &kept);
        sampler_take_turn(s, &turn, GROUP_TIMED);
        kept = turn.fate == TURN_KEPT ? clock_now() : kept;
        turn.index = s->facts->turns_total++;
        s->facts->turns_kept += turn.fate == TURN_KEPT;
        s->facts->collections += turn.fate == TURN_KEPT ? turn.collections : 0;
        s->kept[turn_alignment(turn.offset)] += turn.fate == TURN_KEPT;
        stop = s->plan->on_turn(&turn, s->plan->context);
    }
    return stop;
}

/* Takes turns that are not timed. Their numbers follow those of the timed turns. */
static int take_others(struct sampler *s, int group, unsigned turns)
{
    int stop = 0;
    for (unsigned t = 0; t < turns && !stop; t++) {
        struct turn turn;
        sampler_take_turn(s, &turn, group);
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
    *facts = (struct sampling_facts){ .collecting = is_collecting(plan), .crossing_ns = NAN };
    facts->clock_cost_ns = clock_cost();
    if (plan->runtime)
        time_empty_batch(&s);
    find_batches(&s);
    warm_up(&s, fmin(WARM_UP_S, plan->limits.hard_s));
    footprint_shuffle(plan->seed);
    s.persistent = !sampler_is_long(&s);
    unsigned walks = plan->without_walks ? 0 : WALK_TURNS;
    if (time_turns(&s, clock_now()) == 0 && !plan->times_only &&
        take_others(&s, GROUP_WALK, walks) == 0)
        count_turns(&s);
}
