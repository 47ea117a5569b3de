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
 * A second thread that takes part in what is measured is watched with the
 * first: its announcement is made, and looked at, from outside. Where rseq is
 * missing it is not watched.
 *
 * Threads: each for itself; preemption_arm first. One thread is watched at a time.
 */
#ifndef HARNESS_SAMPLING_PREEMPTION_H
#define HARNESS_SAMPLING_PREEMPTION_H

/* Forgets what happened so far. */
void preemption_arm(void);

/* Whether it happened since preemption_arm. */
int preemption_happened(void);

/* Called by the second thread: whoever arms is told about it too, until it
 * says preemption_unwatch, which it must before it ends and not during a turn. */
void preemption_watch(void);
void preemption_unwatch(void);

#endif
