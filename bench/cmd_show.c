/* SPDX-License-Identifier: MIT */
#include "bench/print/show.h"
#include "bench/print/terminal.h"
#include "commands.h"
#include "options_show.h"
#include "plan.h"
#include "scenarios/index.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int has_rows(const struct runfile *run, const struct matrix_filter *filter)
{
    for (size_t i = 0; i < run->row_count; i++)
        if (plan_is_wanted(filter->globs, filter->glob_count, run->rows[i].scenario))
            return 1;
    return 0;
}

static int print_run(const struct runfile *run, struct options_show *options)
{
    if (!has_rows(run, &options->request.filter)) {
        complain("no scenario of %s matches '%s'; 'escapebench show %s' prints all", options->run,
                 options->globs[0] ? options->globs[0] : "", options->run);
        return EXIT_USAGE;
    }
    options->request.width = terminal_width(STDOUT_FILENO);
    options->request.table_width = terminal_table_width();
    int error = show_print(run, scenario_contents, &options->request);
    if (error)
        complain("%s", reason_of(error));
    return error ? EXIT_NOT_MEASURED : EXIT_FINE;
}

int command_show(int argc, char **argv)
{
    static struct options_show options;
    const struct runfile_filter filter = { .no_samples = 1, .with_steps = 1 };
    struct runfile run;
    if (options_parse_show(argc, argv, &options) != 0) {
        complain("%s", options.error);
        return EXIT_USAGE;
    }
    int status = EXIT_USAGE;
    if (runfile_load(&run, options.run, &filter) != 0)
        complain("%s", run.error);
    else
        status = print_run(&run, &options);
    runfile_free(&run);
    return status;
}
