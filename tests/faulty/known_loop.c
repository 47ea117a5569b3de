/* SPDX-License-Identifier: MIT
 *
 * Not faulty: operations with a known number of instructions. */

#include "harness/scenario.h"

/* `n` times two instructions, one of them a branch. */
#if defined(__x86_64__)
#define LOOP(n)                                                                                    \
    do {                                                                                           \
        uint32_t left = n;                                                                         \
        __asm__ volatile("1: decl %0\n\tjnz 1b" : "+r"(left) : : "cc");                            \
    } while (0)
#elif defined(__aarch64__)
#define LOOP(n)                                                                                    \
    do {                                                                                           \
        uint32_t left = n;                                                                         \
        __asm__ volatile("1: subs %w0, %w0, #1\n\tb.ne 1b" : "+r"(left) : : "cc");                 \
    } while (0)
#else
#define LOOP(n)                                                                                    \
    do {                                                                                           \
        for (uint32_t left = n; left > 0; left--)                                                  \
            VALUE(left);                                                                           \
    } while (0)
#endif

VARIANT(stack, i)
{
    LOOP(100);
    return i;
}

VARIANT(heap, i)
{
    LOOP(1100);
    return i;
}

const struct scenario scenario_known_loop = {
    .name = "known_loop",
    .origin = "test",
    .title = "The heap variant executes 2000 instructions more, 1000 of them branches.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
