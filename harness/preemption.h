/* SPDX-License-Identifier: MIT
 *
 * Was this thread taken off its core since we last asked? Without a system
 * call, because one just before a batch is felt in it: the kernel leaves branch
 * predictors and caches in another state, and the turns of one process then
 * scatter six times as much or more (docs/method.md has the measurement).
 *
 * How: a restartable sequence (rseq(2), Linux 4.18; registered by glibc since
 * 2.35) is announced that the code is never inside of. When the kernel takes
 * the thread off the core, moves it or delivers a signal, it withdraws the
 * announcement. Where rseq is missing, getrusage(2) tells, with that cost.
 *
 * Threads: each for itself; preemption_arm first.
 */
#ifndef HARNESS_PREEMPTION_H
#define HARNESS_PREEMPTION_H

/* Forgets what happened so far. */
void preemption_arm(void);

/* Whether it happened since preemption_arm. */
int preemption_happened(void);

#endif
