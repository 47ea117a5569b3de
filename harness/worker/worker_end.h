/* SPDX-License-Identifier: MIT
 *
 * Words why a worker ended, or could not be started. For the parent's side.
 *
 * `error` is a negative errno. Not thread-safe, because of strsignal.
 */
#ifndef HARNESS_WORKER_WORKER_END_H
#define HARNESS_WORKER_WORKER_END_H

#include "worker.h"

enum { WORKER_STACK = 64 << 20 /* bytes; the largest value on a stack is 10 MiB */ };

/* Writes "STEP: why (which limit)". Returns `error`. */
int worker_explain_error(char text[WORKER_ERROR_MAX], const char *step, int error);

/* Whether a signal that ended a worker comes from another process or the kernel, not from
 * an error of the worker. */
int worker_signal_is_outside(int signal);

/* Adds to the report's error how a worker ended that did not finish. `status` is that of
 * waitpid. `said` is the file of what the worker and the dynamic linker wrote to standard
 * error; its first line is often the reason. */
void worker_explain_end(struct worker_report *report, int status, int said);

/* After a worker was killed: says so if the reason was that memory ran out. `oom_kills` is
 * what limit_oom_kills returned before the worker started. */
void worker_explain_memory(struct worker_report *report, uint64_t oom_kills);

#endif
