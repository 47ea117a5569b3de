/* SPDX-License-Identifier: MIT */
#include "restore.h"

#include "harness/base/csvfile.h"
#include "harness/figures/columns.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The columns of a case's variants; -1: the file lacks the column. */
struct variant_columns {
    int ops[VARIANTS_MAX], counts[VARIANTS_MAX][COUNTERS_MAX];
};

/* What was gathered of the worker whose rows are being read. */
struct restoring {
    struct run *run;
    int columns[SAMPLES_COLUMNS];
    struct run_case *c; /* NULL: the worker is of no case of this run */
    uint64_t worker;    /* 0: no worker yet */
    uint64_t layout;    /* of the worker */
    struct quiet_state quiet_state;
    struct measured_turns *measured;
    size_t workers;
    struct variant_columns *variants; /* one for each of run->cases */
    struct counter_plan plan;
};

static void find_variants(struct csvfile *file, const struct run *run, const struct run_case *c,
                          struct variant_columns *columns)
{
    const struct counter_list *counters = &run->settings.counters;
    char name[2 * COUNTER_NAME_MAX + 2];
    for (size_t v = 0; v < c->ladder.count; v++) {
        const char *variant = c->ladder.rungs[v].name;
        snprintf(name, sizeof name, "%s_ops", variant);
        columns->ops[v] = csvfile_find(file, name);
        for (size_t i = 0; i < counters->count; i++) {
            snprintf(name, sizeof name, "%s_%s", variant, counters->names[i]);
            columns->counts[v][i] = csvfile_find(file, name);
        }
    }
}

static int on_header(struct csvfile *file, void *context)
{
    struct restoring *r = context;
    for (size_t i = 0; i < r->run->case_count; i++)
        find_variants(file, r->run, &r->run->cases[i], &r->variants[i]);
    return csvfile_find_all(file, samples_columns, r->columns);
}

static struct run_case *find_case(const struct restoring *r, struct csvfile *file, uint64_t size,
                                  uint64_t live)
{
    const char *scenario = csvfile_text(file, r->columns[SAMPLES_SCENARIO]);
    const char *allocator = csvfile_text(file, r->columns[SAMPLES_ALLOCATOR]);
    for (size_t i = 0; i < r->run->case_count; i++) {
        struct run_case *c = &r->run->cases[i];
        if (strcmp(c->scenario->name, scenario) == 0 && c->live == live &&
            c->scenario->sizes[c->size].bytes == size && strcmp(c->allocator->name, allocator) == 0)
            return c;
    }
    return NULL;
}

/* Adds an empty result for worker number `worker`. Lower numbers that the file lacks stay
 * without turns, so they are not usable. */
static struct worker_result *add_result(struct run_case *c, uint64_t worker)
{
    struct worker_result *more = realloc(c->results, worker * sizeof *more);
    if (!more)
        return NULL;
    c->results = more;
    memset(more + c->result_count, 0, (worker - c->result_count) * sizeof *more);
    c->result_count = worker;
    return &more[worker - 1];
}

/* Makes the worker that was read a result of its case. */
static int end_worker(struct restoring *r)
{
    struct run_case *c = r->c;
    if (!c || r->worker == 0 || r->measured->turn_count == 0)
        return 0;
    struct worker_result *result = add_result(c, r->worker);
    if (!result)
        return -ENOMEM;
    worker_result_of(r->measured, &c->ladder, &r->quiet_state, result);
    result->layout = (unsigned) r->layout;
    c->turns_total += result->turns_total;
    c->turns_kept += result->turns_kept;
    r->workers++;
    return 0;
}

/* Finds out by their names which counters are steady. */
static void tell_steady(const struct restoring *r, struct counter_facts *facts)
{
    for (size_t i = 0; i < r->plan.count; i++)
        facts->counter[i].steady = r->plan.events[i].steady;
}

static int start_worker(struct csvfile *file, struct restoring *r, struct run_case *c,
                        uint64_t worker)
{
    if (c && worker > WORKERS_MOST)
        return csvfile_refuse(file, "worker %llu of a case: there are at most %d: this is no run",
                              (unsigned long long) worker, WORKERS_MOST);
    if (c && worker <= c->result_count)
        return csvfile_refuse(file, "worker %llu of the case follows worker %zu: rows twice?",
                              (unsigned long long) worker, c->result_count);
    r->c = c;
    r->worker = worker;
    memset(r->measured, 0, offsetof(struct measured_turns, turns));
    tell_steady(r, &r->measured->counting);
    if (c && c->result_count == 0)
        tell_steady(r, &c->counting);
    return 0;
}

static int read_fate(const struct csvfile *file, const struct restoring *r)
{
    const char *reason = csvfile_text(file, r->columns[SAMPLES_REASON]);
    if (strcmp(csvfile_text(file, r->columns[SAMPLES_KEPT]), "1") == 0)
        return TURN_KEPT;
    for (int fate = 0; fate < TURN_FATES; fate++)
        if (strcmp(reason, turn_fate_name((enum turn_fate) fate)) == 0)
            return fate;
    return TURN_INTERFERENCE;
}

static int read_group(const struct csvfile *file, const struct restoring *r)
{
    const char *group = csvfile_text(file, r->columns[SAMPLES_GROUP]);
    return !*group ? GROUP_TIMED : strcmp(group, "walk") == 0 ? GROUP_WALK : atoi(group);
}

static void read_batches(const struct csvfile *file, const struct restoring *r, struct turn *turn)
{
    const char *order = csvfile_text(file, r->columns[SAMPLES_ORDER]);
    const char *ns = csvfile_text(file, r->columns[SAMPLES_BATCH_NS]);
    for (; turn->taken < BATCHES_MAX && *order >= 'A' && *order < 'A' + VARIANTS_MAX; order++) {
        char *end;
        turn->order[turn->taken] = (unsigned char) (*order - 'A');
        turn->batch_ns[turn->taken++] = strtoull(ns, &end, 10);
        ns = end;
    }
    turn->batches = turn->taken;
}

static int read_numbers(struct csvfile *file, struct restoring *r, struct turn *turn)
{
    const struct {
        enum samples_column column;
        double *number;
    } numbers[] = {
        { SAMPLES_CYCLE_BEFORE, &turn->before.cycle_ns },
        { SAMPLES_CYCLE_AFTER, &turn->after.cycle_ns },
        { SAMPLES_SLOT_BEFORE, &turn->before.cycles_per_slot },
        { SAMPLES_SLOT_AFTER, &turn->after.cycles_per_slot },
        { SAMPLES_SLOT_WITHIN, &turn->within.cycles_per_slot },
        { SAMPLES_CYCLE_REF, &r->quiet_state.cycle_ns },
        { SAMPLES_SLOT_BEST, &r->quiet_state.cycles_per_slot },
    };
    static const unsigned char wholes[] = { SAMPLES_STACK_OFFSET, SAMPLES_CLOCK_COST,
                                            SAMPLES_LAYOUT };
    uint64_t whole[3] = { 0 };
    int error = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !error; i++)
        error = csvfile_number(file, r->columns[numbers[i].column],
                               samples_columns[numbers[i].column], numbers[i].number);
    if (!error)
        error = csvfile_wholes(file, samples_columns, r->columns, wholes, 3, whole);
    turn->offset = (unsigned) whole[0];
    r->measured->facts.clock_cost_ns = whole[1];
    r->layout = whole[2];
    return error;
}

static int read_variants(struct csvfile *file, struct restoring *r, struct turn *turn)
{
    const struct counter_list *counters = &r->run->settings.counters;
    const struct variant_columns *columns = &r->variants[r->c - r->run->cases];
    int error = 0;
    for (size_t v = 0; v < r->c->ladder.count && !error; v++) {
        int ops = columns->ops[v];
        if (ops >= 0 && *csvfile_text(file, ops))
            error = csvfile_whole(file, ops, "ops", &r->measured->facts.ops[v]);
        for (size_t i = 0; i < counters->count && !error; i++) {
            turn->counts[v][i] = NAN;
            if (columns->counts[v][i] >= 0)
                error = csvfile_number(file, columns->counts[v][i], counters->names[i],
                                       &turn->counts[v][i]);
        }
    }
    return error;
}

static int add_turn(struct csvfile *file, struct restoring *r, uint64_t index)
{
    struct sampling_facts *facts = &r->measured->facts;
    size_t at = r->measured->turn_count;
    const char *collections = csvfile_text(file, r->columns[SAMPLES_COLLECTIONS]);
    if (at == TURNS_MAX)
        return csvfile_refuse(file, "more than %d turns of a worker: this is no run", TURNS_MAX);
    struct turn *turn = &r->measured->turns[at];
    *turn = (struct turn){ .index = (unsigned) index,
                           .fate = (enum turn_fate) read_fate(file, r),
                           .group = read_group(file, r),
                           .collections = (unsigned) atoi(collections) };
    read_batches(file, r, turn);
    int error = read_numbers(file, r, turn);
    if (!error)
        error = read_variants(file, r, turn);
    int timed = turn->group == GROUP_TIMED, kept = timed && turn->fate == TURN_KEPT;
    facts->collecting |= *collections != '\0';
    facts->turns_total += (unsigned) timed;
    facts->turns_kept += (unsigned) kept;
    facts->collections += kept ? turn->collections : 0;
    r->measured->turn_count = at + 1;
    return error;
}

static int on_row(struct csvfile *file, void *context)
{
    struct restoring *r = context;
    const unsigned char wholes[] = { SAMPLES_SIZE_BYTES, SAMPLES_LIVE, SAMPLES_WORKER,
                                     SAMPLES_TURN };
    uint64_t numbers[4];
    int error = csvfile_wholes(file, samples_columns, r->columns, wholes, 4, numbers);
    if (error)
        return error;
    struct run_case *c = find_case(r, file, numbers[0], numbers[1]);
    if (r->worker == 0 || c != r->c || numbers[2] != r->worker) {
        error = end_worker(r);
        if (!error)
            error = start_worker(file, r, c, numbers[2]);
    }
    return error || !r->c ? error : add_turn(file, r, numbers[3]);
}

int restore_results(struct run *run, const char *name, FILE *stream, size_t *workers, char *error)
{
    struct restoring r = { .run = run, .measured = calloc(1, sizeof *r.measured) };
    struct csvfile file = { .name = name, .header = on_header, .row = on_row, .context = &r };
    r.variants = calloc(run->case_count + 1, sizeof *r.variants);
    counters_plan(&run->settings.counters, run->settings.cpu, &r.plan);
    int status = r.measured && r.variants ? csvfile_read(&file, stream) : -ENOMEM;
    if (!status)
        status = end_worker(&r);
    if (status)
        snprintf(error, RESTORE_ERROR_MAX, "%s", status == -ENOMEM ? "out of memory" : file.error);
    *workers = r.workers;
    free(r.variants);
    free(r.measured);
    return status;
}

int restore_cut(int fd)
{
    char block[4096];
    off_t end = lseek(fd, 0, SEEK_END);
    while (end > 0) {
        off_t start = end > (off_t) sizeof block ? end - (off_t) sizeof block : 0;
        ssize_t length = pread(fd, block, (size_t) (end - start), start);
        if (length < 0)
            return -errno;
        const char *line = memrchr(block, '\n', (size_t) length);
        if (line)
            return ftruncate(fd, start + (line - block) + 1) == 0 ? 0 : -errno;
        end = start;
    }
    return ftruncate(fd, 0) == 0 ? 0 : -errno;
}
