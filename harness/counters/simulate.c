/* SPDX-License-Identifier: MIT */
#include "simulate.h"

#include <alloca.h>
#include <errno.h>
#include <stdio.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>

int simulate_possible(void)
{
#ifdef UNDER_ASAN
    return -ENOEXEC;
#else
    return 0;
#endif
}

int simulate_running(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

/* Only the call of `run` may depend on the variant and on `ops`: the slope removes
 * everything else. */
static NOIPA uint64_t dump_batch(variant_fn *run, uint64_t ops, const char *name)
{
    CALLGRIND_ZERO_STATS;
    CALLGRIND_TOGGLE_COLLECT;
    uint64_t sum = run(ops);
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(name);
    return sum;
}
#else
int simulate_possible(void)
{
    return -ENOTSUP;
}

int simulate_running(void)
{
    return 0;
}

static uint64_t dump_batch(variant_fn *run, uint64_t ops, const char *name)
{
    (void) name;
    return run(ops);
}
#endif

enum { STACK_UNIT = 1 << 16 }; /* a multiple of the page and of the model's L1 way */

void simulate_dump_name(char *name, size_t size, size_t variant, uint64_t ops)
{
    snprintf(name, size, "variant %zu x%llu", variant, (unsigned long long) ops);
}

uint64_t simulate_variant(variant_fn *run, size_t index, uint64_t ops)
{
    char one[32], many[32];
    uintptr_t here = (uintptr_t) __builtin_frame_address(0);
    char *shift = alloca(here % STACK_UNIT + 1);
    ESCAPE(shift);
    simulate_dump_name(one, sizeof one, index, 1);
    simulate_dump_name(many, sizeof many, index, ops + 1);
    uint64_t sum = dump_batch(run, ops, "warm-up");
    sum += dump_batch(run, 1, one);
    sum += dump_batch(run, ops + 1, many);
    ESCAPE(shift);
    return sum;
}
