/* SPDX-License-Identifier: MIT
 *
 * A worker is stopped once, for 0.8 s.
 */
#include "misbehave.h"

#include <signal.h>
#include <unistd.h>

static void misbehave(void)
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

MISBEHAVING(stopped, "A worker is stopped for 0.8 s, then goes on.");
