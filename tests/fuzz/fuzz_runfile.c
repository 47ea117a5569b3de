/* SPDX-License-Identifier: MIT
 *
 * Fuzz target for the readers of runs. The input is cut at the record separators (0x1e) into
 * comparison.csv, samples.csv and machine.json. The run is read and compared with itself. The
 * samples are also read as `run --resume` reads them, and figures are made of the workers. Built
 * with libFuzzer by the preset `fuzz`, and with replay.c by all others.
 */
#include "fuzz_runfile.h"

#include "harness/compare/compare.h"
#include "harness/readback/provenance.h"
#include "harness/readback/runfile_internal.h"
#include "harness/record/restore.h"

#include "scenarios/index.h"

#include <stdlib.h>
#include <string.h>

struct part {
    const uint8_t *data;
    size_t size;
};

/* Takes the part before the next separator off `rest`. */
static struct part next_part(struct part *rest)
{
    const uint8_t *end = rest->size > 0 ? memchr(rest->data, 0x1e, rest->size) : NULL;
    struct part part = { rest->data, end ? (size_t) (end - rest->data) : rest->size };
    size_t used = part.size + (end != NULL);
    *rest = (struct part){ rest->data + used, rest->size - used };
    return part;
}

/* fmemopen takes no empty file. */
static FILE *open_part(struct part part)
{
    return part.size > 0 ? fmemopen((void *) part.data, part.size, "r") : fopen("/dev/null", "r");
}

static int read_run(struct runfile *run, struct part rest)
{
    static const struct runfile_filter all;
    struct part rows = next_part(&rest), samples = next_part(&rest), machine = next_part(&rest);
    FILE *streams[] = { open_part(rows), open_part(machine), open_part(samples) };
    *run = (struct runfile){ .runs = 1 };
    int error = runfile_read_rows(run, &all, "rows", streams[0]);
    if (!error && machine.size > 0)
        error = runfile_read_machine(run, "machine", streams[1]);
    if (!error && samples.size > 0)
        error = runfile_read_samples(run, "samples", streams[2]);
    for (size_t i = 0; i < 3; i++)
        fclose(streams[i]);
    return error;
}

/* Makes every figure of a case. */
static void make_figures(const struct run *run, const struct run_case *c)
{
    struct metric_use uses[RUN_METRICS_MAX];
    size_t n = run_metrics(run, c, uses);
    for (size_t k = 0; k < c->ladder.compared_count; k++)
        for (size_t i = 0; i < n; i++)
            run_figure(run, c, &c->ladder.compared[k], &uses[i]);
}

/* Resumes a run of two cases. */
static void resume_run(struct part samples)
{
    const struct run_settings settings = {
        .effort = effort_find("quick"),
        .counters = { 2, { "page-faults", "instructions" } },
    };
    struct run_case cases[] = {
        { .scenario = &scenario_nothing, .live = 1, .allocator = &allocators[0] },
        { .scenario = &scenario_return_pointer, .live = 1, .allocator = &allocators[0] },
    };
    struct run run = {
        .settings = settings, .cases = cases, .case_count = 2, .quiet_state = { 0.5, 0.2 }
    };
    char error[RESTORE_ERROR_MAX];
    size_t workers;
    FILE *stream = open_part(samples);
    for (size_t i = 0; i < run.case_count; i++)
        ladder_of(cases[i].scenario, 0, 1, &cases[i].ladder);
    if (restore_results(&run, "samples", stream, &workers, error) == 0)
        for (size_t i = 0; i < run.case_count; i++)
            make_figures(&run, &cases[i]);
    for (size_t i = 0; i < run.case_count; i++)
        free(cases[i].results);
    fclose(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct part whole = { data, size };
    struct runfile files[2];
    struct compare_run runs[2];
    struct compare_table table = { .runs = runs, .run_count = 2 };
    int error = read_run(&files[0], whole) | read_run(&files[1], whole);
    next_part(&whole);
    resume_run(next_part(&whole));
    if (!error) {
        struct provenance provenance;
        provenance_compare(files[0].machine, files[1].machine, NULL, NULL, &provenance);
        runfile_pool(&files[1], &files[0]);
        if (compare_prepare(&runs[0], &files[0], NULL) == 0 &&
            compare_prepare(&runs[1], &files[1], &files[0]) == 0)
            compare_runs(&table);
        compare_free(&table);
    }
    runfile_free(&files[0]);
    runfile_free(&files[1]);
    return 0;
}
