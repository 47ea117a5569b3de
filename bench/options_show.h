/* SPDX-License-Identifier: MIT
 *
 * The command line of `show`, through argp.
 */
#ifndef BENCH_OPTIONS_SHOW_H
#define BENCH_OPTIONS_SHOW_H

#include "bench/print/show.h"

struct options_show {
    struct show_request request;
    const char *run; /* results/latest when none was named */
    const char *globs[OPTIONS_LIST_MAX];
    char error[OPTIONS_ERROR_MAX];
};

/* As the functions of options.h. The first operand is the run where something of that
 * name is there or it has a slash in it; otherwise it is a glob, too. */
int options_parse_show(int argc, char **argv, struct options_show *options);

#endif
