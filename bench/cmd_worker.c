/* SPDX-License-Identifier: MIT */
#include "against.h"
#include "build.h"
#include "commands.h"
#include "harness/worker/worker.h"
#include "scenarios/index.h"

#include <string.h>
#include <unistd.h>

/* Ends by _exit, so that a leak checker does not report what workers leave allocated on
 * purpose. */
int command_worker(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "build") == 0)
        return against_print_build(&build_of_program) == 0 ? EXIT_FINE : EXIT_NOT_MEASURED;
    _exit(worker_main(scenarios));
}
