/* SPDX-License-Identifier: MIT
 *
 * Parses the command line of `show` with argp. Threads: one.
 */
#ifndef BENCH_OPTIONS_SHOW_H
#define BENCH_OPTIONS_SHOW_H

#include "bench/print/show.h"

struct options_show {
    struct show_request request;
    const char *run; /* results/latest if none was named */
    const char *globs[OPTIONS_LIST_MAX];
    char error[OPTIONS_ERROR_MAX];
};

/* As the functions of options.h. The first operand names the run if it has a slash or if a
 * file or folder of that name exists; otherwise it is a glob, as all others are. */
int options_parse_show(int argc, char **argv, struct options_show *options);

#endif
