/* SPDX-License-Identifier: MIT */
#include "bench/print/table.h"
#include "commands.h"
#include "options.h"
#include "scenarios/index.h"

int command_list(int argc, char **argv)
{
    struct options_list options;
    if (options_parse_list(argc, argv, &options) != 0) {
        complain("%s", options.error);
        return EXIT_USAGE;
    }
    return table_print_scenarios(scenarios, scenario_contents, options.format) == 0
               ? EXIT_FINE
               : EXIT_NOT_MEASURED;
}
