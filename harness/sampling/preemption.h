/* SPDX-License-Identifier: MIT
 *
 * Was this thread taken off its core since we last asked? The answer needs no system
 * call. A system call just before a batch leaves branch predictors and caches in
 * another state, and the turns of one process then scatter six times as much or more
 * (docs/decisions/007-no-system-call-between-timed-turns.md).
 *
 * How: we register an rseq critical section that covers no real code (rseq(2), Linux
 * 4.18; glibc registers the thread since 2.35). On preemption, migration or a signal
 * the kernel clears the thread's `rseq_cs` pointer. If the pointer is still set after
 * the turn, nothing happened. Where rseq is missing, getrusage(2) answers, at the cost
 * of a system call.
 *
 * A second thread that takes part in what is measured is watched together with the
 * first: the measuring thread sets and reads the peer's pointer. Where rseq is missing
 * the peer is not watched.
 *
 * Threads: each asks about itself, after its own call of preemption_arm. One thread is
 * watched at a time.
 */
#ifndef HARNESS_SAMPLING_PREEMPTION_H
#define HARNESS_SAMPLING_PREEMPTION_H

/* Forgets what happened so far. */
void preemption_arm(void);

/* 1 if this thread, or the watched one, was preempted, moved or signalled since
 * preemption_arm; else 0. */
int preemption_happened(void);

/* Names the CPU, by the operating system's number, that the calling thread is to stay on;
 * negative: any. preemption_strayed returns 1 while the thread runs on another CPU, as after a
 * change of its cpuset or of its affinity by somebody else. Makes no system call where glibc
 * has rseq. */
void preemption_stay_on(int cpu);
int preemption_strayed(void);

/* Called by the second thread. From then on preemption_happened reports that thread, too,
 * until that thread calls preemption_unwatch. The call must come before the thread ends,
 * and not during a turn. */
void preemption_watch(void);
void preemption_unwatch(void);

#endif
