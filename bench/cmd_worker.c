/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include "harness/worker/worker.h"
#include "scenarios/index.h"

#include <unistd.h>

/* _exit: what the worker left allocated on purpose is nobody's leak. */
int command_worker(int argc, char **argv)
{
    (void) argc;
    (void) argv;
    _exit(worker_main(scenarios));
}
