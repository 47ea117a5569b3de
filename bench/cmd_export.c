/* SPDX-License-Identifier: MIT */
#include "bench/print/export.h"
#include "commands.h"
#include "options_compare.h"

#include <string.h>

/* Cases that no worker could measure are not in the output: say which. */
static void tell_missing(const struct runfile *run)
{
    for (size_t i = 0; i < run->row_count; i++) {
        const struct runfile_row *row = &run->rows[i];
        if (strcmp(row->metric, "time") == 0 && row->result_count == 0)
            complain("%s, %llu B, %s has no workers: %s", row->scenario,
                     (unsigned long long) row->size_bytes, row->allocator,
                     row->note[0] ? row->note : row->verdict);
    }
}

static int export(const struct options_export *options, const struct runfile *run)
{
    if (!run->has_samples) {
        complain("%s: no samples.csv there: the workers that export lists are in it", run->path);
        return EXIT_USAGE;
    }
    tell_missing(run);
    int error = options->format == EXPORT_GOBENCH ? export_gobench(run) : export_gbench(run);
    if (!error)
        return EXIT_FINE;
    complain("cannot write the export: %s", strerror(-error));
    return EXIT_NOT_MEASURED;
}

int command_export(int argc, char **argv)
{
    static const struct runfile_filter everything;
    struct options_export options;
    struct runfile run;
    int status = EXIT_USAGE;
    if (options_parse_export(argc, argv, &options) != 0) {
        complain("%s", options.error);
        return EXIT_USAGE;
    }
    if (runfile_load(&run, options.path, &everything) == 0)
        status = export(&options, &run);
    else
        complain("%s", run.error);
    runfile_free(&run);
    return status;
}
