/* SPDX-License-Identifier: MIT
 *
 * A worker is stopped for 0.8 s, then goes on.
 */

#include "harness/scenario.h"

#include <signal.h>
#include <unistd.h>

static void once(void)
{
    static int stopped;
    if (stopped++ > 0)
        return;
    pid_t worker = getpid();
    if (fork() == 0) {
        usleep(800000);
        kill(worker, SIGCONT);
        _exit(0);
    }
    raise(SIGSTOP);
}

VARIANT(stack, i)
{
    VALUE(i);
    return i;
}

VARIANT(heap, i)
{
    VALUE(i);
    once();
    return i;
}

const struct scenario scenario_stopped = {
    .name = "stopped",
    .origin = "test",
    .title = "A worker is stopped for 0.8 s, then goes on.",
    .sizes = { { 8, { { "stack", stack, 0, 0 }, { "heap", heap, 0, 0 } } } },
};
