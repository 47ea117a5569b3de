/* SPDX-License-Identifier: MIT */
#include "bench/print/table.h"
#include "commands.h"
#include "go_lanes.h"
#include "options.h"
#include "scenarios/index.h"

/* The lanes that `run --allocator` takes here. A malloc that is not installed is among them. */
static void print_lanes(void)
{
    printf("\nlanes, for run --allocator:");
    for (const struct allocator *a = allocators; a->name; a++)
        printf(" %s", a->name);
    for (const struct go_lane *lane = go_lanes_here(); lane; lane = lane->next)
        printf(" %s%s", lane->name, lane->error[0] ? " (fails)" : "");
    printf("\n");
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
    if (options.format == FORMAT_TABLE)
        print_lanes();
    return EXIT_FINE;
}
