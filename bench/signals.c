/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <stddef.h>

volatile sig_atomic_t signals_stop;

static void on_signal(int number)
{
    signals_stop = number;
}

void signals_catch(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGXCPU, &action, NULL); /* a batch system's, or that of ulimit -t */
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* not under nohup */
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}
