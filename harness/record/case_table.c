/* SPDX-License-Identifier: MIT */
#include "case_table.h"

#include "harness/figures/columns.h"
#include "harness/figures/retention.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a row is about, its case and variants, and the file that the row is written to. */
struct place {
    const struct run *run;
    const struct run_case *c;
    const struct rungs_compared *compared;
    int interrupted;
    int fd;
    struct csv_row *row;
};

/* Puts a figure with as many digits as its interval supports: rounding changes the figure
 * by at most a thousandth of the interval. Exact figures are written exactly. A figure
 * without an interval has seven digits. */
static void put_figure(struct csv_row *row, double number, const struct interval *interval)
{
    double width = interval->high - interval->low;
    if (width == 0)
        csv_number(row, number);
    else if (width > 0)
        csv_number_within(row, number, width / 1000);
    else
        csv_number_within(row, number, 1e-7 * fabs(number));
}

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
    put_figure(row, f->baseline, &f->delta);
    put_figure(row, f->value, &f->delta);
    put_figure(row, f->delta.centre, &f->delta);
    put_figure(row, f->delta.low, &f->delta);
    put_figure(row, f->delta.high, &f->delta);
    put_figure(row, f->ratio.centre, &f->ratio);
    put_figure(row, f->ratio.low, &f->ratio);
    put_figure(row, f->ratio.high, &f->ratio);
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
    size_t counting = run_workers(run, c), least = run_workers_least(run, c);
    out[0] = '\0';
    if (c->failure[0])
        add(out, size, "%s", c->failure);
    else if (counting < least && run->ending[0])
        add(out, size, "ended early: %zu of %zu workers (%s)", counting, least, run->ending);
    else if (counting < least && interrupted)
        add(out, size, "interrupted: %zu of %zu workers", counting, least);
    else if (counting < least && c->result_count >= least)
        add(out, size, "too few quiet turns: %u of %u kept", c->turns_kept, c->turns_total);
    else if (counting < least)
        add(out, size, "out of time: %zu of %zu workers", counting, least);
    if (c->result_count > 0 && !run_quiet_confirmed(run))
        add(out, size, "the quiet state is not confirmed");
    int collections = run_collections(run, c);
    if (collections >= COLLECTIONS_LEAST)
        add(out, size, "mean over %d collections", collections);
    else if (collections >= 0)
        add(out, size, "mean over %d collections, %d are needed", collections, COLLECTIONS_LEAST);
    if (c->killed > 0 && !c->failure[0])
        add(out, size, "killed from outside and tried again: %u of %zu workers", c->killed,
            c->killed + c->result_count);
    if (c->unsteady > 0)
        add(out, size, "no steady state in %u of %zu workers", c->unsteady, c->result_count);
    if (c->scenario->peer && run_partner(run, c)->place != PARTNER_NONE)
        add(out, size, "peer on pu:%u: %s", run_partner(run, c)->pu,
            partner_place_name(run_partner(run, c)->place));
    if (c->scenario->note)
        add(out, size, "%s", c->scenario->note);
}

/* Why a case has no counts from callgrind; NULL: it has some. */
static const char *missing_simulation(const struct run *run, const struct run_case *c,
                                      int interrupted)
{
    if (c->simulated_ops > 0)
        return NULL;
    if (c->simulation_error[0])
        return c->simulation_error;
    if (c->failure[0] || run->ending[0])
        return c->failure[0] ? c->failure : run->ending;
    return interrupted ? "interrupted" : "out of time";
}

/* Why a metric that is measured in turns of its own has no figure; NULL: it has one, or the
 * case's note says why not. */
static const char *missing_turns(const struct run_case *c, const struct figure *f,
                                 const char *reason)
{
    if (f->workers >= WORKERS_LEAST || c->failure[0])
        return NULL;
    if (reason[0])
        return reason;
    return c->result_count >= WORKERS_LEAST ? "too few of its turns were quiet" : NULL;
}

/* The note of one row: why its figure is missing, else the case's note. */
static const char *row_note(const struct place *at, const struct metric_use *use,
                            const struct figure *f, const char *note)
{
    const struct run_case *c = at->c;
    const char *missing = NULL;
    switch (use->metric->source) {
    case METRIC_WALK:
        missing = note[0] ? NULL : missing_turns(c, f, "");
        break;
    case METRIC_COUNTER:
        missing = missing_turns(c, f, c->reasons[use->counter]);
        break;
    case METRIC_QUOTIENT:
        missing = missing_turns(
            c, f, c->reasons[c->reasons[use->counter][0] ? use->counter : use->divisor]);
        break;
    case METRIC_CALLGRIND:
        missing = missing_simulation(at->run, c, at->interrupted);
        break;
    case METRIC_RETAINED:
        missing =
            c->held_count > 0 ? retention_unknown(f, use->metric->which, c->scenario->in_go) : NULL;
        break;
    default:
        break;
    }
    return missing ? missing : note;
}

/* Puts the rows of all metrics. Allocations are counted for the scenario's own variants
 * (`own`), not for rungs. */
static int put_metrics(const struct place *at, int own, const char *note)
{
    struct metric_use uses[RUN_METRICS_MAX];
    size_t n = run_metrics(at->run, at->c, uses);
    int error = 0;
    for (size_t m = 0; m < n && !error; m++) {
        char name[COUNTER_NAME_MAX];
        if (uses[m].metric->source == METRIC_TALLY && !own)
            continue;
        struct figure f = run_figure(at->run, at->c, at->compared, &uses[m]);
        error = put_row(at, run_metric_name(at->run, &uses[m], name), uses[m].metric->unit, &f,
                        row_note(at, &uses[m], &f, note));
    }
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
        error = put_metrics(&at, k < c->ladder.steps, note);
    }
    return error;
}

static int put_table(const struct run *run, int interrupted, int fd)
{
    struct csv_row row;
    csv_start(&row);
    for (size_t i = 0; table_columns[i]; i++)
        csv_text(&row, table_columns[i]);
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
