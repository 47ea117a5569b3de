/* SPDX-License-Identifier: MIT
 *
 * Reads samples.csv and makes worker results of turns, one worker at a time. The rows of a
 * worker must follow each other, and the workers of a case must ascend, as `run` writes
 * them; so rows that are there twice are detected. runfile_sort.c reads rows in another
 * order.
 */
#include "harness/base/array.h"
#include "harness/base/csvfile.h"
#include "harness/figures/columns.h"
#include "harness/figures/metric.h"
#include "harness/sampling/sampler.h"
#include "harness/subject/allocator.h"
#include "runfile_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS_READ_MAX = 1 << 20 }; /* turns of one worker; `run` writes at most TURNS_MAX */

static const unsigned char needed[] = {
    SAMPLES_SCENARIO,    SAMPLES_SIZE_BYTES, SAMPLES_LIVE,         SAMPLES_ALLOCATOR,
    SAMPLES_WORKER,      SAMPLES_TURN,       SAMPLES_KEPT,         SAMPLES_ORDER,
    SAMPLES_SLOT_BEFORE, SAMPLES_SLOT_BEST,  SAMPLES_STACK_OFFSET, SAMPLES_GROUP,
};

/* A growing list of numbers. */
struct list {
    double *values;
    size_t count, size;
};

/* What is gathered for a row while the turns of one worker are read. */
struct gathering {
    int baseline, value;         /* columns; -1: the file lacks it */
    int baseline_ops, value_ops; /* likewise */
    struct list baselines, values, deltas;
    unsigned char *alignments; /* the stack's alignment, for each of the times */
    size_t alignments_size;
    double sums[2]; /* of a counter, baseline and subject */
    uint64_t reads[2];
    int collecting; /* 1: the worker's result is the mean over its turns */
    uint64_t ops[2];
    uint64_t last_worker;
    size_t results_size;
};

struct samples_reading {
    struct runfile *run;
    int columns[SAMPLES_COLUMNS]; /* -1: not in this file */
    struct gathering *gatherings; /* beside run->rows */
    size_t *members;              /* rows of the case whose worker is being read */
    size_t member_count;
    struct list slots;
    double *scratch; /* room for the longest list of times */
    size_t scratch_size;

    /* The worker being read. The names are the run's own strings; NULL: no worker yet, or
     * one that is not of the run. */
    const char *scenario, *allocator;
    uint64_t size_bytes, live, worker, turn, kept, layout;
    int any;           /* 1: there is a worker */
    double quiet_slot; /* lowest quiet rate of any row */
    int unordered;     /* a worker or turn came after a later one */
};

static int append(struct list *list, double value)
{
    double *values = array_grow(list->values, list->count, &list->size, sizeof *values);
    if (!values)
        return -ENOMEM;
    list->values = values;
    list->values[list->count++] = value;
    return 0;
}

static int find_pair(struct csvfile *file, const char *variant, const char *suffix)
{
    char name[256];
    snprintf(name, sizeof name, "%s_%s", variant, suffix);
    return csvfile_find(file, name);
}

static int is_time(const struct runfile_row *row)
{
    return metric_is_time(row->metric);
}

static int on_header(struct csvfile *file, void *context)
{
    struct samples_reading *r = context;
    int error = csvfile_find_needed(file, samples_columns, needed, sizeof needed, r->columns);
    for (size_t i = 0; i < r->run->row_count && !error; i++) {
        const struct runfile_row *row = &r->run->rows[i];
        const char *suffix = is_time(row) ? "ns" : row->metric;
        r->gatherings[i].baseline = find_pair(file, row->baseline, suffix);
        r->gatherings[i].value = find_pair(file, row->variant, suffix);
        r->gatherings[i].baseline_ops = find_pair(file, row->baseline, "ops");
        r->gatherings[i].value_ops = find_pair(file, row->variant, "ops");
    }
    return error;
}

static double mean(double sum, uint64_t count)
{
    return count > 0 ? sum / (double) count : NAN;
}

/* One number of the worker's result, computed as estimate.c does. */
static double result_of(const struct samples_reading *r, const struct gathering *g,
                        const struct list *list)
{
    const struct allocator *allocator = allocator_find(r->allocator);
    int collecting =
        r->columns[SAMPLES_COLLECTIONS] >= 0 ? g->collecting : allocator && allocator->collects;
    double sum = 0;
    for (size_t i = 0; i < list->count; i++)
        sum += list->values[i];
    if (collecting)
        return mean(sum, list->count);
    return stats_stratified_median(list->values, g->alignments, list->count, r->scratch);
}

/* Adds the result of the worker that was read to the row, if there is one. */
static int end_result(struct samples_reading *r, size_t i)
{
    struct runfile_row *row = &r->run->rows[i];
    struct gathering *g = &r->gatherings[i];
    struct runfile_result result = {
        .worker = r->worker,
        .turns = r->kept,
        .layout = r->layout,
        .baseline_ops = g->ops[0],
        .ops = g->ops[1],
        .cycles_per_slot = stats_median(r->slots.values, r->slots.count),
    };
    if (is_time(row)) {
        result.baseline = result_of(r, g, &g->baselines);
        result.value = result_of(r, g, &g->values);
        result.delta = result_of(r, g, &g->deltas);
    } else {
        result.baseline = mean(g->sums[0], g->reads[0]);
        result.value = mean(g->sums[1], g->reads[1]);
        result.delta = result.value - result.baseline;
    }
    g->baselines.count = g->values.count = g->deltas.count = 0;
    g->sums[0] = g->sums[1] = 0;
    g->reads[0] = g->reads[1] = g->ops[0] = g->ops[1] = 0;
    g->last_worker = r->worker;
    if (isnan(result.delta))
        return 0;
    struct runfile_result *results =
        array_grow(row->results, row->result_count, &g->results_size, sizeof *results);
    if (!results)
        return -ENOMEM;
    row->results = results;
    row->results[row->result_count++] = result;
    return 0;
}

static int end_worker(struct samples_reading *r)
{
    int error = 0;
    for (size_t m = 0; m < r->member_count && !error; m++)
        error = end_result(r, r->members[m]);
    r->slots.count = 0;
    r->kept = 0;
    return error;
}

/* Finds the rows of the case that is being read. */
static int start_worker(struct csvfile *file, struct samples_reading *r)
{
    r->member_count = 0;
    for (size_t i = 0; i < r->run->row_count && r->scenario && r->allocator; i++) {
        const struct runfile_row *row = &r->run->rows[i];
        if (row->scenario != r->scenario || row->allocator != r->allocator ||
            row->size_bytes != r->size_bytes || row->live != r->live)
            continue;
        r->unordered = r->worker <= r->gatherings[i].last_worker;
        if (r->unordered)
            return csvfile_refuse(file, "worker %llu after worker %llu of the case: rows twice?",
                                  (unsigned long long) r->worker,
                                  (unsigned long long) r->gatherings[i].last_worker);
        r->members[r->member_count++] = i;
    }
    return 0;
}

static int is_same(const char *known, const char *text)
{
    return known && strcmp(known, text) == 0;
}

/* Finds out which worker and turn a row is about. Starts the worker if it is new. */
static int place(struct csvfile *file, struct samples_reading *r)
{
    const char *scenario = csvfile_text(file, r->columns[SAMPLES_SCENARIO]);
    const char *allocator = csvfile_text(file, r->columns[SAMPLES_ALLOCATOR]);
    const unsigned char wholes[] = { SAMPLES_SIZE_BYTES, SAMPLES_LIVE, SAMPLES_WORKER,
                                     SAMPLES_TURN };
    uint64_t numbers[4];
    int error = csvfile_wholes(file, samples_columns, r->columns, wholes, 4, numbers);
    if (error)
        return error;
    if (r->any && is_same(r->scenario, scenario) && is_same(r->allocator, allocator) &&
        numbers[0] == r->size_bytes && numbers[1] == r->live && numbers[2] == r->worker) {
        r->unordered = numbers[3] <= r->turn;
        if (r->unordered)
            return csvfile_refuse(file, "turn %llu after turn %llu of the worker: rows twice?",
                                  (unsigned long long) numbers[3], (unsigned long long) r->turn);
        r->turn = numbers[3];
        return 0;
    }
    error = end_worker(r);
    r->any = 1;
    r->scenario = runfile_known(r->run, scenario);
    r->allocator = runfile_known(r->run, allocator);
    r->size_bytes = numbers[0];
    r->live = numbers[1];
    r->worker = numbers[2];
    int layout = r->columns[SAMPLES_LAYOUT]; /* runs of before 28 November 2026 have none */
    r->layout = layout >= 0 ? strtoull(csvfile_text(file, layout), NULL, 10) : 0;
    r->turn = numbers[3];
    return error ? error : start_worker(file, r);
}

/* How many batches of each variant a turn has, from its order, which is balanced (ABBA). */
static uint64_t batches_of_each(const char *order)
{
    char last = 'A';
    size_t count = strlen(order);
    for (const char *c = order; *c; c++)
        last = *c > last && *c <= 'Z' ? *c : last;
    return count / (size_t) (last - 'A' + 1);
}

static int gather_ops(struct csvfile *file, const struct samples_reading *r, struct gathering *g)
{
    const int columns[2] = { g->baseline_ops, g->value_ops };
    uint64_t batches = batches_of_each(csvfile_text(file, r->columns[SAMPLES_ORDER]));
    for (int v = 0; v < 2; v++) {
        uint64_t ops = 0;
        if (columns[v] >= 0 && *csvfile_text(file, columns[v]) &&
            csvfile_whole(file, columns[v], "ops", &ops) != 0)
            return -EINVAL;
        g->ops[v] += ops * batches;
    }
    return 0;
}

/* Makes room for the alignment of one more turn, and to sort them all. */
static int make_room(struct samples_reading *r, struct gathering *g)
{
    unsigned char *alignments = array_grow(g->alignments, g->values.count, &g->alignments_size, 1);
    if (!alignments)
        return -ENOMEM;
    g->alignments = alignments;
    double *scratch = array_grow(r->scratch, g->values.count, &r->scratch_size, sizeof *scratch);
    if (!scratch)
        return -ENOMEM;
    r->scratch = scratch;
    return 0;
}

static int gather_times(struct csvfile *file, struct samples_reading *r, struct gathering *g,
                        double baseline, double value)
{
    uint64_t offset;
    if (g->values.count == TURNS_READ_MAX)
        return csvfile_refuse(file, "more than %d turns of a worker: this is no run",
                              TURNS_READ_MAX);
    int error = csvfile_whole(file, r->columns[SAMPLES_STACK_OFFSET], "stack_offset", &offset);
    if (!error)
        error = make_room(r, g);
    if (error)
        return error;
    g->alignments[g->values.count] = turn_alignment(offset);
    g->collecting = r->columns[SAMPLES_COLLECTIONS] >= 0 &&
                    *csvfile_text(file, r->columns[SAMPLES_COLLECTIONS]);
    error = append(&g->baselines, baseline);
    if (!error)
        error = append(&g->values, value);
    if (!error)
        error = append(&g->deltas, value - baseline);
    return error ? error : gather_ops(file, r, g);
}

/* Gathers from a kept turn what belongs to one row: times from a timed turn, counts from a
 * turn with counters. */
static int gather(struct csvfile *file, struct samples_reading *r, size_t i, int timed)
{
    struct gathering *g = &r->gatherings[i];
    double baseline, value;
    if (g->baseline < 0 || g->value < 0 || timed != is_time(&r->run->rows[i]))
        return 0;
    int error = csvfile_number(file, g->baseline, "the baseline's figure", &baseline);
    if (!error)
        error = csvfile_number(file, g->value, "the variant's figure", &value);
    if (error)
        return error;
    if (!timed) {
        g->sums[0] += isnan(baseline) ? 0 : baseline;
        g->sums[1] += isnan(value) ? 0 : value;
        g->reads[0] += !isnan(baseline);
        g->reads[1] += !isnan(value);
        return 0;
    }
    return isnan(baseline) || isnan(value) ? 0 : gather_times(file, r, g, baseline, value);
}

static int on_row(struct csvfile *file, void *context)
{
    struct samples_reading *r = context;
    const char *kept = csvfile_text(file, r->columns[SAMPLES_KEPT]);
    int timed = !*csvfile_text(file, r->columns[SAMPLES_GROUP]);
    double slot, quiet;
    int error = place(file, r);
    if (!error && strcmp(kept, "0") != 0 && strcmp(kept, "1") != 0)
        error = csvfile_refuse(file, "kept is '%.40s', not 0 or 1", kept);
    if (!error)
        error = csvfile_number(file, r->columns[SAMPLES_SLOT_BEFORE], "slot_before", &slot);
    if (!error)
        error = csvfile_number(file, r->columns[SAMPLES_SLOT_BEST], "slot_best", &quiet);
    if (error || kept[0] == '0' || r->member_count == 0)
        return error;
    r->quiet_slot = fmin(r->quiet_slot, quiet);
    if (timed && !isnan(slot)) {
        r->kept++;
        error = append(&r->slots, slot);
    }
    for (size_t m = 0; m < r->member_count && !error; m++)
        error = gather(file, r, r->members[m], timed);
    return error;
}

int runfile_read_ordered(struct runfile *run, const char *name, FILE *stream, int *unordered)
{
    struct samples_reading r = { .run = run, .quiet_slot = INFINITY };
    struct csvfile file = {
        .name = name, .header = on_header, .row = on_row, .context = &r, .drop_torn = 1
    };
    r.gatherings = calloc(run->row_count + 1, sizeof *r.gatherings);
    r.members = calloc(run->row_count + 1, sizeof *r.members);
    int error = r.gatherings && r.members ? csvfile_read(&file, stream) : -ENOMEM;
    if (error)
        snprintf(run->error, sizeof run->error, "%s", error == -ENOMEM ? "" : file.error);
    run->torn |= file.torn;
    *unordered = r.unordered;
    if (!error)
        error = end_worker(&r);
    if (!error)
        runfile_drop_noisy(run, r.quiet_slot);
    for (size_t i = 0; i < run->row_count && r.gatherings; i++) {
        free(r.gatherings[i].baselines.values);
        free(r.gatherings[i].values.values);
        free(r.gatherings[i].deltas.values);
        free(r.gatherings[i].alignments);
    }
    free(r.gatherings);
    free(r.members);
    free(r.scratch);
    free(r.slots.values);
    return error;
}
