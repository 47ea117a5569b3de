/* SPDX-License-Identifier: MIT */
#include "preemption.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#if __has_include(<sys/rseq.h>) && (defined(__x86_64__) || defined(__aarch64__))
#include <sys/rseq.h>

#define TEXT_OF(x) #x
#define TEXT(x)    TEXT_OF(x)

/* A critical section of one instruction that is never executed. The kernel requires the
 * signature before the abort address even if it never jumps there. The labels are global
 * but hidden: aarch64 compilers reach other symbols through the GOT, where the linker gives
 * all local labels of a section one entry. */
extern const char preemption_start[] __attribute__((visibility("hidden")));
extern const char preemption_end[] __attribute__((visibility("hidden")));
extern const char preemption_abort[] __attribute__((visibility("hidden")));
__asm__(".pushsection .text\n"
        ".globl preemption_start, preemption_end, preemption_abort\n"
        ".hidden preemption_start, preemption_end, preemption_abort\n"
        "preemption_start:\n"
        "nop\n"
        "preemption_end:\n"
        ".balign 4\n"
        ".long " TEXT(RSEQ_SIG) "\n"
                                "preemption_abort:\n"
                                "nop\n"
                                ".popsection");

static struct rseq_cs sequence __attribute__((aligned(32)));

static volatile struct rseq *area(void)
{
    return __rseq_size
               ? (volatile struct rseq *) ((char *) __builtin_thread_pointer() + __rseq_offset)
               : NULL;
}

/* The second thread's rseq area. The kernel reads the area when that thread returns to its
 * core, whichever thread wrote to it. */
static volatile struct rseq *_Atomic watched;

static int arm(void)
{
    volatile struct rseq *rseq = area(), *other = atomic_load(&watched);
    if (!rseq)
        return 0;
    sequence.start_ip = (uintptr_t) preemption_start;
    sequence.post_commit_offset = (uintptr_t) (preemption_end - preemption_start);
    sequence.abort_ip = (uintptr_t) preemption_abort;
    rseq->rseq_cs = (uintptr_t) &sequence;
    if (other)
        other->rseq_cs = (uintptr_t) &sequence;
    return 1;
}

static int withdrawn(void)
{
    volatile struct rseq *other = atomic_load(&watched);
    return area()->rseq_cs == 0 || (other && other->rseq_cs == 0);
}

void preemption_watch(void)
{
    atomic_store(&watched, area());
}

void preemption_unwatch(void)
{
    atomic_store(&watched, NULL);
}
#else
static int arm(void)
{
    return 0;
}

static int withdrawn(void)
{
    return 0;
}

void preemption_watch(void)
{
}

void preemption_unwatch(void)
{
}
#endif

static _Thread_local long switches; /* context switches when armed; -1: rseq is used instead */

static long count_switches(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

void preemption_arm(void)
{
    switches = arm() ? -1 : count_switches();
}

int preemption_happened(void)
{
    return switches < 0 ? withdrawn() : count_switches() != switches;
}

static _Thread_local int home = -1;

void preemption_stay_on(int cpu)
{
    home = cpu;
}

int preemption_strayed(void)
{
    return home >= 0 && sched_getcpu() != home;
}
