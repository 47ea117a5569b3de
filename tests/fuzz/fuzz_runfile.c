/* SPDX-License-Identifier: MIT
 *
 * Fuzz target for the readers of runs. The input is cut at the record separators (0x1e) into
 * comparison.csv, samples.csv and machine.json. The run is read and compared with itself. Built
 * with libFuzzer by the preset `fuzz`, and with replay.c by all others.
 */
#include "fuzz_runfile.h"

#include "harness/compare/compare.h"
#include "harness/readback/provenance.h"
#include "harness/readback/runfile_internal.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct part whole = { data, size };
    struct runfile files[2];
    struct compare_run runs[2];
    struct compare_table table = { .runs = runs, .run_count = 2 };
    int error = read_run(&files[0], whole) | read_run(&files[1], whole);
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
