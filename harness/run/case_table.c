/* SPDX-License-Identifier: MIT */
#include "case_table.h"

#include "harness/figures/retention.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const case_table_columns[] = {
    "scenario",  "origin",     "size_bytes",  "live",           "allocator",  "variant",
    "baseline",  "metric",     "unit",        "baseline_value", "value",      "delta",
    "delta_low", "delta_high", "ratio",       "ratio_low",      "ratio_high", "verdict",
    "workers",   "turns_kept", "turns_total", "note",           NULL,
};

/* A row's place: which case and variants it is about, and where it goes. */
struct place {
    const struct run *run;
    const struct run_case *c;
    const struct rungs_compared *compared;
    int interrupted;
    int fd;
    struct csv_row *row;
};

static int put_row(const struct place *at, const char *metric, const char *unit,
                   const struct figure *f, const char *note)
{
    struct csv_row *row = at->row;
    enum verdict verdict = at->c->failure[0] ? VERDICT_FAILED : f->verdict;
    csv_start(row);
    csv_text(row, at->c->scenario->name);
    csv_text(row, at->c->scenario->origin);
    csv_integer(row, at->c->scenario->sizes[at->c->size].bytes);
    csv_integer(row, at->c->live);
    csv_text(row, at->c->allocator->name);
    csv_text(row, at->c->ladder.rungs[at->compared->variant].name);
    csv_text(row, at->c->ladder.rungs[at->compared->baseline].name);
    csv_text(row, metric);
    csv_text(row, unit);
    csv_number(row, f->baseline);
    csv_number(row, f->value);
    csv_number(row, f->delta.centre);
    csv_number(row, f->delta.low);
    csv_number(row, f->delta.high);
    csv_number(row, f->ratio.centre);
    csv_number(row, f->ratio.low);
    csv_number(row, f->ratio.high);
    csv_text(row, verdict_name(verdict));
    csv_integer(row, f->workers);
    csv_integer(row, at->c->turns_kept);
    csv_integer(row, at->c->turns_total);
    csv_text(row, note);
    int error = csv_end(row);
    return error ? error : csv_write(row, at->fd);
}

__attribute__((format(printf, 3, 4))) static void add(char *out, size_t size, const char *format,
                                                      ...)
{
    size_t length = strlen(out);
    if (length > 0 && length + 3 < size) {
        memcpy(out + length, "; ", 3);
        length += 2;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + length, size - length, format, arguments);
    va_end(arguments);
}

void case_table_note(const struct run *run, const struct run_case *c, int interrupted, char *out,
                     size_t size)
{
    size_t counting = run_workers(run, c);
    out[0] = '\0';
    if (c->failure[0])
        add(out, size, "%s", c->failure);
    else if (counting < WORKERS_LEAST && interrupted)
        add(out, size, "interrupted: %zu of %d workers", counting, WORKERS_LEAST);
    else if (counting < WORKERS_LEAST && c->result_count >= WORKERS_LEAST)
        add(out, size, "too few quiet turns: %u of %u kept", c->turns_kept, c->turns_total);
    else if (counting < WORKERS_LEAST)
        add(out, size, "out of time: %zu of %d workers", counting, WORKERS_LEAST);
    int collections = run_collections(run, c);
    if (collections >= COLLECTIONS_LEAST)
        add(out, size, "mean over %d collections", collections);
    else if (collections >= 0)
        add(out, size, "mean over %d collections, %d are needed", collections, COLLECTIONS_LEAST);
    if (c->unsteady > 0)
        add(out, size, "no steady state in %u of %zu workers", c->unsteady, c->result_count);
    if (c->scenario->peer && run_partner(run, c)->place != PARTNER_NONE)
        add(out, size, "peer on pu:%u: %s", run_partner(run, c)->pu,
            partner_place_name(run_partner(run, c)->place));
    if (c->scenario->note)
        add(out, size, "%s", c->scenario->note);
}

/* Why a counter has no figure, if it has none; otherwise the case's note. */
static const char *counter_note(const struct place *at, const struct figure *f, const char *reason,
                                const char *note)
{
    if (f->workers >= WORKERS_LEAST || at->c->failure[0])
        return note;
    if (reason[0])
        return reason;
    return at->c->result_count >= WORKERS_LEAST ? "too few of its turns were quiet" : note;
}

/* The same for the walk over the victim. */
static const char *walk_note(const struct place *at, const struct figure *f, const char *note)
{
    int untold = at->c->result_count >= WORKERS_LEAST && f->workers < WORKERS_LEAST;
    return untold && !note[0] ? "too few of its turns were quiet" : note;
}

static int put_counters(const struct place *at, const char *note)
{
    const struct counter_list *list = &at->run->settings.counters;
    int error = 0;
    for (size_t i = 0; i < list->count && !error; i++) {
        struct figure f = run_counter(at->run, at->c, at->compared, i);
        error =
            put_row(at, list->names[i], "1/op", &f, counter_note(at, &f, at->c->reasons[i], note));
    }
    return error;
}

/* Where a name says `event`, with or without modifiers: what follows it. */
static const char *modifiers_of(const char *name, const char *event)
{
    size_t length = strlen(event);
    int same = strncasecmp(name, event, length) == 0 && (!name[length] || name[length] == ':');
    return same ? name + length : NULL;
}

/* IPC wherever instructions and core cycles were asked for alike. Reference
 * cycles (ref-cycles) tick at a fixed rate and are never its divisor. */
static int put_ipc(const struct place *at, const char *note)
{
    const struct counter_list *list = &at->run->settings.counters;
    int error = 0;
    for (size_t i = 0; i < list->count && !error; i++) {
        const char *wanted = modifiers_of(list->names[i], "instructions");
        for (size_t j = 0; j < list->count && wanted && !error; j++) {
            const char *got = modifiers_of(list->names[j], "cycles");
            if (!got || strcasecmp(wanted, got) != 0)
                continue;
            char metric[COUNTER_NAME_MAX];
            struct figure f = run_quotient(at->run, at->c, at->compared, i, j);
            const char *reason = at->c->reasons[at->c->reasons[i][0] ? i : j];
            snprintf(metric, sizeof metric, "IPC%s", wanted);
            error = put_row(at, metric, "1/cycle", &f, counter_note(at, &f, reason, note));
        }
    }
    return error;
}

/* Why a case has no counts from callgrind; NULL: it has. */
static const char *missing_simulation(const struct run_case *c, int interrupted)
{
    if (c->simulated_ops > 0)
        return NULL;
    if (c->simulation_error[0])
        return c->simulation_error;
    return c->failure[0] ? c->failure : interrupted ? "interrupted" : "out of time";
}

/* Exact figures of the worker under valgrind. */
static int put_simulation(const struct place *at, const char *note)
{
    const struct run_case *c = at->c;
    const char *missing = missing_simulation(c, at->interrupted);
    int error = 0;
    for (size_t m = 0; m < CALLGRIND_METRICS && at->run->settings.callgrind && !error; m++) {
        double base = missing ? NAN : c->simulation[at->compared->baseline].per_op[m];
        double value = missing ? NAN : c->simulation[at->compared->variant].per_op[m];
        struct figure f = estimate_exact(base, value);
        if (fabs(value - base) * (double) c->simulated_ops <= callgrind_slack[m])
            f.verdict = VERDICT_SAME;
        error = put_row(at, callgrind_metrics[m], "1/op", &f, missing ? missing : note);
    }
    return error;
}

/* Exact figures of the counting worker; unknown when it never finished. */
static int put_tallies(const struct place *at, const char *note)
{
    const struct tally *base = &at->c->tallies[at->compared->baseline];
    const struct tally *t = &at->c->tallies[at->compared->variant];
    double ops = at->c->counted_ops > 0 ? (double) at->c->counted_ops : NAN;
    struct {
        const char *metric, *unit;
        uint64_t baseline, value;
    } rows[] = {
        { "allocs", "1/op", base->allocs, t->allocs },
        { "alloc-bytes", "B/op", base->bytes, t->bytes },
        { "usable-bytes", "B/op", base->usable_bytes, t->usable_bytes },
    };
    int error = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !error; i++) {
        struct figure f =
            estimate_exact((double) rows[i].baseline / ops, (double) rows[i].value / ops);
        error = put_row(at, rows[i].metric, rows[i].unit, &f, note);
    }
    return error;
}

static int put_retained(const struct place *at, const char *note)
{
    const struct scenario_size *size = &at->c->scenario->sizes[at->c->size];
    int error = 0;
    for (enum retained_measure m = 0; m < RETAINED_MEASURES && !error; m++) {
        struct figure f =
            retention_figure(size, at->c->held, at->c->held_count, at->compared->variant, m);
        const char *unknown = at->c->held_count > 0 ? retention_unknown(&f, m) : NULL;
        error = put_row(at, retention_metrics[m].name, retention_metrics[m].unit, &f,
                        unknown ? unknown : note);
    }
    return error;
}

static int put_quantiles(const struct place *at, const char *note)
{
    int error = 0;
    for (size_t q = 0; q < TIME_QUANTILES && at->c->scenario->peer && !error; q++) {
        struct figure f = run_quantile(at->run, at->c, at->compared, q);
        error = put_row(at, time_quantiles[q].metric, "ns/op", &f, note);
    }
    return error;
}

/* What was timed. What is allocated is counted for the scenario's own variants. */
static int put_timed(const struct place *at, int own, const char *note)
{
    struct figure time = run_time(at->run, at->c, at->compared);
    struct figure walk = run_walk(at->run, at->c, at->compared);
    int error = put_row(at, "time", "ns/op", &time, note);
    if (!error)
        error = put_quantiles(at, note);
    if (!error)
        error = put_row(at, "victim-walk", "ns/walk", &walk, walk_note(at, &walk, note));
    if (!error)
        error = put_counters(at, note);
    if (!error)
        error = put_ipc(at, note);
    if (!error)
        error = put_simulation(at, note);
    if (!error && own)
        error = put_tallies(at, note);
    return error;
}

static int put_case(const struct run *run, const struct run_case *c, int interrupted, int fd,
                    struct csv_row *row)
{
    char note[512];
    int error = 0;
    case_table_note(run, c, interrupted, note, sizeof note);
    for (size_t k = 0; k < c->ladder.compared_count && !error; k++) {
        struct place at = { run, c, &c->ladder.compared[k], interrupted, fd, row };
        error = c->scenario->instances ? put_retained(&at, note)
                                       : put_timed(&at, k < c->ladder.steps, note);
    }
    return error;
}

static int put_table(const struct run *run, int interrupted, int fd)
{
    struct csv_row row;
    csv_start(&row);
    for (size_t i = 0; case_table_columns[i]; i++)
        csv_text(&row, case_table_columns[i]);
    csv_end(&row);
    int error = csv_write(&row, fd);
    for (size_t i = 0; i < run->case_count && !error; i++)
        error = put_case(run, &run->cases[i], interrupted, fd, &row);
    return error;
}

int case_table_write(const struct run *run, const char *path, int interrupted)
{
    char fresh[4096];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int) sizeof fresh)
        return -ENAMETOOLONG;
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    int error = put_table(run, interrupted, fd);
    if (close(fd) != 0 && !error)
        error = -errno;
    if (!error && rename(fresh, path) != 0)
        error = -errno;
    if (error)
        unlink(fresh);
    return error;
}
