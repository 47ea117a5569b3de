/* SPDX-License-Identifier: MIT
 *
 * Included before a scenario by the builds escapebench-plus-*: a regression of
 * known size in every variant that allocates, to see that `compare` finds it.
 */
#ifndef TESTS_PLANTED_PLANT_H
#define TESTS_PLANTED_PLANT_H

#include "harness/scenario.h"

#ifdef PLANT_INSTRUCTION
/* One instruction at every malloc: too little to be measured as time. */
static inline void plant(void)
{
    __asm__ volatile("nop");
}

#undef malloc
#define malloc(size) (plant(), allocation_pair.malloc(size))
#endif

#ifdef PLANT_3_INSTRUCTIONS
/* Three instructions at every malloc, that do not wait for each other. */
static inline void plant(void)
{
    uint64_t a = 0, b = 0, c = 0;
#if defined(__x86_64__)
    __asm__ volatile("add $1, %0\n\tadd $1, %1\n\tadd $1, %2" : "+r"(a), "+r"(b), "+r"(c));
#elif defined(__aarch64__)
    __asm__ volatile("add %0, %0, #1\n\tadd %1, %1, #1\n\tadd %2, %2, #1"
                     : "+r"(a), "+r"(b), "+r"(c));
#else
#error "three instructions are not written for this architecture"
#endif
}

#undef malloc
#define malloc(size) (plant(), allocation_pair.malloc(size))
#endif

#ifdef PLANT_INSTRUCTIONS
/* 20 instructions in four chains at every malloc: five cycles at the least. */
static inline void plant(void)
{
    uint64_t a = 0, b = 0, c = 0, d = 0;
#if defined(__x86_64__)
    __asm__ volatile(".rept 5\n\tadd $1, %0\n\tadd $1, %1\n\tadd $1, %2\n\tadd $1, %3\n\t.endr"
                     : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
#elif defined(__aarch64__)
    __asm__ volatile(".rept 5\n\tadd %0, %0, #1\n\tadd %1, %1, #1\n\tadd %2, %2, #1\n\t"
                     "add %3, %3, #1\n\t.endr"
                     : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
#else
#error "20 instructions are not written for this architecture"
#endif
}

#undef malloc
#define malloc(size) (plant(), allocation_pair.malloc(size))
#endif

#ifdef PLANT_PERMILLE
/* Every variant but the baseline runs PLANT_PERMILLE / 10 % more operations than it is asked
 * for, and does not count their results. The counting worker asks for 100 and gets 100, so
 * that allocations are as declared. Builds of different numbers, 0 among them, run the same
 * instructions at the same places, one loop more often: the number is hidden from the
 * compiler, and what is loaded is never 0, for which there is a shorter instruction. */
#undef VARIANT
#define VARIANT(name, i)                                                                           \
    static NOIPA uint64_t name##_op(uint64_t i);                                                   \
    static NOIPA uint64_t name(uint64_t ops)                                                       \
    {                                                                                              \
        uint64_t sum = 0, permille = 1000 + PLANT_PERMILLE;                                        \
        VALUE(permille);                                                                           \
        if (__builtin_strncmp(#name, "stack", 5) == 0 || ops == 100)                               \
            permille = 1000;                                                                       \
        uint64_t all = ops * permille / 1000;                                                      \
        for (uint64_t op = 0; op < all; op++) {                                                    \
            uint64_t counts = op < ops;                                                            \
            VALUE(counts);                                                                         \
            sum += counts * name##_op(op);                                                         \
        }                                                                                          \
        return sum;                                                                                \
    }                                                                                              \
    static NOIPA uint64_t name##_op(uint64_t i)
#endif

#endif
