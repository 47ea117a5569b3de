/* SPDX-License-Identifier: MIT */
#include "scripted.h"

static uint64_t run_a(uint64_t ops)
{
    return scripted_work('A', 0, ops);
}

static uint64_t run_b(uint64_t ops)
{
    return scripted_work('B', 1, ops);
}

static uint64_t run_c(uint64_t ops)
{
    return scripted_work('C', 2, ops);
}

struct script script = {
    .ladder = { .rungs = { { "stack", run_a, PAIR_LIVE, 0, 0 },
                           { "heap", run_b, PAIR_LIVE, 0, 0 },
                           { "static", run_c, PAIR_LIVE, 0, 0 } } },
};

void scripted_set_up(void)
{
    clock_source = scripted_clock;
    script.cost[0] = 100;
    script.cost[1] = 700;
    script.cost[2] = 100;
}

uint64_t scripted_clock(void)
{
    return script.now += LOOK_NS;
}

uint64_t scripted_work(char letter, int variant, uint64_t ops)
{
    if (script.ran_count < sizeof script.ran - 1) {
        script.ran_ops[script.ran_count] = ops;
        script.ran[script.ran_count++] = letter;
    }
    script.now += ops * script.cost[variant];
    return ops;
}

/* Stands for preemption_happened (--wrap): no other thread takes the core of a script. */
int __wrap_preemption_happened(void);

int __wrap_preemption_happened(void)
{
    return 0;
}

static int keep_turn(const struct turn *turn, void *context)
{
    (void) context;
    script.ran_at[script.turn_count] = script.ran_count;
    script.turns[script.turn_count++] = *turn;
    return script.turn_count == TURNS;
}

struct sampling scripted_plan(size_t n)
{
    static const struct allocation_pair pairs[VARIANTS_MAX];
    static struct counter_set no_counters;
    script.ladder.count = n;
    return (struct sampling){
        .ladder = &script.ladder,
        .pairs = pairs,
        .counters = &no_counters,
        .quiet_state = { .cycle_ns = 1 },
        .seed = 1,
        .limits = { .turns = 20, .turns_least = 5, .soft_s = 1, .hard_s = 1 },
        .on_turn = keep_turn,
    };
}
