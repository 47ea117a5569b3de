/* SPDX-License-Identifier: MIT
 *
 * How a thread waits without sleeping: runtime.procyield.
 */
#ifndef GORT_RELAX_H
#define GORT_RELAX_H

enum { GO_LOOKS = 20000 }; /* before sleeping or yielding; 0.2 to 1 ms */

static inline void go_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield" ::: "memory");
#endif
}

#endif
