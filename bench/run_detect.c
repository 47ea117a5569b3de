/* SPDX-License-Identifier: MIT */
#include "run_detect.h"

#include "bench/print/detected.h"
#include "commands.h"
#include "harness/base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int run_detect_plan(struct decisions *decisions, struct run *run, const struct options_run *options,
                    const struct allocator *const *lanes)
{
    static const double LONGEST_S = 600;
    int two = lanes[0] && lanes[1] && !lanes[2];
    int sides = options->against ? lanes[0] != NULL : two;
    int error = sides ? decisions_open(decisions, run, options->detect) : -EINVAL;
    if (error == -EINVAL)
        complain("--detect wants two sides: --against a build, or two allocators");
    if (error)
        return error;
    decisions_recall(decisions);
    detected_print_aim(decisions);
    if (run->settings.max_time_s <= 0)
        run->settings.max_time_s = LONGEST_S;
    return 0;
}

int run_detect_conclude(const struct decisions *decisions, const struct run *run)
{
    detected_print(decisions, clock_seconds() - run->started_s);
    if (detected_count(decisions, VERDICT_SLOWER) > 0)
        return EXIT_REGRESSION;
    return detected_count(decisions, VERDICT_UNRESOLVED) > 0 ? EXIT_UNRESOLVED : EXIT_FINE;
}

int command_detect(int argc, char **argv)
{
    static const char usage[] =
        "Usage: escapebench detect PCT [NAME-GLOB...] --against PROGRAM [OPTION...]\n"
        "   or: escapebench detect PCT [NAME-GLOB...] --allocator A,B [OPTION...]\n"
        "Measures two sides until each case is decided: `slower` or `faster`, or `same`,\n"
        "which means that no difference is larger than PCT (1%).\n\n"
        "The base is PROGRAM, another build of escapebench, or allocator A; the other\n"
        "side is this program, or B. A difference of PCT is found with a chance of 95 %;\n"
        "the chance of any false `slower` or `faster` in the table is 5 %. After ten\n"
        "pairs of workers a line promises how long it takes.\n\n"
        "Example: escapebench detect 1% 'return_*' --against ../old/build/escapebench\n\n"
        "Options are those of `escapebench run`. --effort is rigorous unless it is given:\n"
        "a worker then waits for quiet turns.\n\n"
        "Exit status: 0 decided, nothing is slower; 1 something could not be measured;\n"
        "2 wrong usage; 3 something is slower; 4 not all is decided within --max-time\n"
        "(default: 600 s).\n";
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || argv[1][0] == '-') {
        int asked = argc > 1 && strcmp(argv[1], "--help") == 0;
        fputs(usage, asked ? stdout : stderr);
        return asked ? EXIT_FINE : EXIT_USAGE;
    }
    char **words = calloc((size_t) argc + 2, sizeof *words);
    char option[] = "--detect", name[] = "escapebench run";
    if (!words)
        return EXIT_NOT_MEASURED;
    words[0] = name;
    words[1] = option;
    memcpy(words + 2, argv + 1, (size_t) (argc - 1) * sizeof *words);
    int status = command_run(argc + 1, words);
    free(words);
    return status;
}
