/* SPDX-License-Identifier: MIT */
#include "bench/print/table.h"
#include "bench/print/terminal.h"
#include "commands.h"
#include "go_lanes.h"
#include "options.h"
#include "scenarios/index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The lanes that `run --allocator` takes here. A malloc that is not installed is among them. */
static int print_lanes(void)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return -ENOMEM;
    fputs("lanes, for run --allocator:", out);
    for (const struct allocator *a = allocators; a->name; a++)
        fprintf(out, " %s", a->name);
    for (const struct go_lane *lane = go_lanes_here(); lane; lane = lane->next)
        fprintf(out, " %s%s", lane->name, lane->error[0] ? " (fails)" : "");
    int error = fclose(out) == 0 ? 0 : -ENOMEM;
    putchar('\n');
    if (!error)
        terminal_fold(text, terminal_width(STDOUT_FILENO));
    free(text);
    return error;
}

int command_list(int argc, char **argv)
{
    struct options_list options;
    if (options_parse_list(argc, argv, &options) != 0) {
        complain("%s", options.error);
        return EXIT_USAGE;
    }
    if (table_print_scenarios(scenarios, scenario_contents, options.format) != 0)
        return EXIT_NOT_MEASURED;
    if (options.format == FORMAT_TABLE && print_lanes() != 0)
        return EXIT_NOT_MEASURED;
    return EXIT_FINE;
}
