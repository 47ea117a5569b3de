/* SPDX-License-Identifier: MIT
 *
 * Values go to a consumer on another core, through a ring of 64 entries with one
 * producer and one consumer. Neither waits for an answer. `stack` copies a value
 * into the ring. `heap` allocates it and sends its address; the consumer frees
 * it. Allocators record which thread a block belongs to. What that costs depends
 * on where the two cores lie, so each place is a scenario.
 *
 * A batch ends when the consumer is done with all of it. Go has no counterpart:
 * its collector frees. One ring in a program (Lamport 1983, each side's copy of
 * the other's count: FastForward, Giacomoni 2008).
 */
#ifndef SCENARIOS_SHARED_FREE_ELSEWHERE_H
#define SCENARIOS_SHARED_FREE_ELSEWHERE_H

#include "harness/scenario.h"
#include "scenarios/gort/relax.h"

#include <sched.h>
#include <stdatomic.h>

enum { RING = 64, LINE = 64, WORDS = 8 };

struct value {
    uint64_t words[WORDS];
};

/* What one side writes and the other reads is on a line of its own. */
static struct {
    _Alignas(LINE) atomic_uint_least64_t given; /* by the producer, so far */
    uint64_t taken_seen;                        /* the producer's copy of `taken` */
    _Alignas(LINE) atomic_uint_least64_t taken; /* by the consumer, so far */
    uint64_t sum;                               /* of all that it read */
    _Alignas(LINE) atomic_int over;
    int by_pointer; /* what is sent; only changes while the ring is empty */
    _Alignas(LINE) struct value values[RING];
    _Alignas(LINE) struct value *pointers[RING];
} ring;

/* Polls until the count has changed; yields the PU if that takes long. */
static inline uint64_t await_other(atomic_uint_least64_t *count, uint64_t seen)
{
    uint64_t now;
    for (unsigned looks = 1;
         (now = atomic_load_explicit(count, memory_order_acquire)) == seen && !ring.over; looks++) {
        go_relax();
        if (looks % GO_LOOKS == 0)
            sched_yield();
    }
    return now;
}

/* ---- the consumer ---- */

static NOIPA uint64_t read_value(const struct value *value)
{
    uint64_t sum = 0;
    for (int w = 0; w < WORDS; w++)
        sum += value->words[w];
    return sum;
}

static void take(size_t at)
{
    struct value *value = ring.by_pointer ? ring.pointers[at] : &ring.values[at];
    ring.sum += read_value(value);
    if (ring.by_pointer)
        free(value);
}

static void take_all(void)
{
    uint64_t taken = atomic_load(&ring.taken), given;
    while ((given = await_other(&ring.given, taken)) != taken)
        while (taken != given) {
            take(taken % RING);
            atomic_store_explicit(&ring.taken, ++taken, memory_order_release);
        }
}

static void dismiss(void)
{
    ring.over = 1;
}

static void setup(size_t size)
{
    (void) size;
    ring.over = 0;
}

/* ---- the producer ---- */

/* The next entry, once it is free. */
static inline size_t await_entry(void)
{
    uint64_t given = atomic_load_explicit(&ring.given, memory_order_relaxed);
    if (given - ring.taken_seen == RING)
        ring.taken_seen = await_other(&ring.taken, given - RING);
    return given % RING;
}

static inline void give(void)
{
    uint64_t given = atomic_load_explicit(&ring.given, memory_order_relaxed);
    atomic_store_explicit(&ring.given, given + 1, memory_order_release);
}

static NOIPA void fill(struct value *value, uint64_t i)
{
    for (uint64_t w = 0; w < WORDS; w++)
        value->words[w] = i + w;
}

VARIANT(stack, i)
{
    struct value value;
    fill(&value, i);
    ring.values[await_entry()] = value;
    give();
    return i;
}

VARIANT(heap, i)
{
    struct value *value = malloc(sizeof *value);
    fill(value, i);
    ring.pointers[await_entry()] = value;
    give();
    return i;
}

/* Runs a batch and waits for the consumer to be done with it. */
static inline uint64_t run(variant_fn *batch, int by_pointer, uint64_t ops)
{
    uint64_t before = ring.sum, given, taken;
    ring.by_pointer = by_pointer;
    uint64_t sum = batch(ops);
    given = atomic_load(&ring.given);
    for (taken = atomic_load(&ring.taken); taken != given;)
        taken = await_other(&ring.taken, taken);
    return sum + ring.sum - before;
}

static uint64_t give_copies(uint64_t ops)
{
    return run(stack, 0, ops);
}

static uint64_t give_addresses(uint64_t ops)
{
    return run(heap, 1, ops);
}

#define FREE_ELSEWHERE(scenario, where, place)                                                     \
    {                                                                                              \
        .name = scenario, .origin = "handed",                                                      \
        .title = "A value goes to a core that frees it: " where,                                   \
        .note = "time is throughput: the slower side's",                                           \
        .sizes = { { sizeof(struct value),                                                         \
                     { { "stack", give_copies, 0, 0 },                                             \
                       { "heap", give_addresses, 1, sizeof(struct value) } } } },                  \
        .setup = setup, .peer = take_all, .dismiss = dismiss, .peer_place = place,                 \
    }

#endif
