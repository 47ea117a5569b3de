/* SPDX-License-Identifier: MIT
 *
 * escapebench-worker: what `escapebench run` starts for each measurement. It links only
 * what measuring needs, so that a fresh process is a cheap one; topology, event names and
 * files are the parent's business. Not for people.
 */
#include "harness/worker/worker.h"
#include "scenarios/index.h"

#include <unistd.h>

/* _exit: what the worker left allocated on purpose is nobody's leak. */
int main(void)
{
    _exit(worker_main(scenarios));
}
