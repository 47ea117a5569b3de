/* SPDX-License-Identifier: MIT
 *
 * Loops of assembly: 10 instructions an operation on the stack, 110 on the heap. So the right
 * count is known exactly. */

#include "harness/scenario.h"

#if defined(__aarch64__)
#define COUNT_DOWN "subs %0, %0, #1\n\tb.ne 1b"
#elif defined(__x86_64__)
#define COUNT_DOWN "dec %0\n\tjnz 1b"
#else
#error "write the two instructions that count down and branch"
#endif

#define LOOP(nops)                                                                                 \
    __asm__ volatile("1:\n\t.rept " #nops "\n\tnop\n\t.endr\n\t" COUNT_DOWN : "+r"(left) : : "cc")

static NOIPA uint64_t stack(uint64_t ops)
{
    uint64_t left = ops;
    LOOP(8);
    return ops;
}

static NOIPA uint64_t heap(uint64_t ops)
{
    uint64_t left = ops;
    LOOP(108);
    return ops;
}

const struct scenario scenario_known_loop = {
    .name = "known_loop",
    .origin = "test",
    .title = "10 and 110 instructions an operation.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
