/* SPDX-License-Identifier: MIT
 *
 * escapebench-worker: the program that `escapebench run` starts for each measurement. Users
 * do not start it. The program links only what measuring needs, so that a fresh process
 * starts quickly. The parent does everything about topology, event names and files.
 */
#include "harness/worker/worker.h"
#include "scenarios/index.h"

#include <unistd.h>

/* Ends by _exit, so that a leak checker does not report what workers leave allocated on
 * purpose. */
int main(void)
{
    _exit(worker_main(scenarios));
}
