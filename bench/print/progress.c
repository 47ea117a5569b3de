/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include "grid.h"
#include "harness/base/clock.h"
#include "terminal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MINUTE = 60 };

void progress_start(struct progress *progress, int wanted)
{
    *progress = (struct progress){ .wanted = wanted,
                                   .terminal = isatty(STDERR_FILENO),
                                   .last_s = clock_seconds() };
}

/* Writes the latest figure of the current case, such as "  +7.38 ±0.04 ns". */
static void describe_estimate(const struct run *run, const struct run_case *c, char *text,
                              size_t size)
{
    char cost[64];
    struct figure f = run_time(run, c, &c->ladder.compared[0]);
    double half = (f.delta.high - f.delta.low) / 2;
    text[0] = '\0';
    if (isnan(f.delta.centre))
        return;
    if (isnan(half))
        snprintf(cost, sizeof cost, "%.2f", f.delta.centre);
    else
        grid_cost(f.delta.centre, half, cost, sizeof cost);
    snprintf(text, size, "  %s%s", cost, strstr(cost, " us") ? "" : " ns");
}

static void describe_left(const struct run_progress *p, char *text, size_t size)
{
    double s = ceil(p->seconds_left);
    int known = p->phase == RUN_REFINING ||
                ((p->phase == RUN_ROUNDS || p->phase == RUN_SIMULATING) && p->done > 0);
    const char *most = p->phase == RUN_REFINING ? "at most " : "";
    text[0] = '\0';
    if (known && s >= 2 * MINUTE)
        snprintf(text, size, "  %s%.0f min left", most, ceil(s / MINUTE));
    else if (known)
        snprintf(text, size, "  %s%.0f s left", most, s);
}

/* Writes the text of the line, of at most `width` columns, to `line`. */
static void describe(const struct run *run, size_t width, char *line, size_t size)
{
    static const char *const phases[] = { "probing", "counting", "callgrind", "measuring",
                                          "refining" };
    const struct run_progress *p = &run->progress;
    char part[4][96] = { "" }, bytes[32];
    describe_left(p, part[0], sizeof part[0]);
    if (p->current) {
        const struct run_case *c = p->current;
        grid_size(c->scenario->sizes[c->size].bytes, bytes, sizeof bytes);
        snprintf(part[1], sizeof part[1], "  %s", c->scenario->name);
        snprintf(part[2], sizeof part[2], " %s %s", bytes, c->allocator->name);
        describe_estimate(run, c, part[3], sizeof part[3]);
    }
    snprintf(line, size, "%s %zu/%zu", phases[p->phase], p->done, p->total);
    for (size_t i = 0; i < 4; i++) {
        size_t length = strlen(line);
        if (terminal_columns(line) + terminal_columns(part[i]) <= width)
            snprintf(line + length, size - length, "%s", part[i]);
    }
}

void progress_draw(struct progress *progress, const struct run *run)
{
    char line[512];
    if (!progress->wanted)
        return;
    if (progress->terminal) {
        describe(run, terminal_width(STDERR_FILENO) - 1, line, sizeof line);
        fprintf(stderr, "\r\033[K%s", line);
        fflush(stderr);
    } else if (clock_seconds() - progress->last_s >= MINUTE) {
        progress->last_s = clock_seconds();
        describe(run, sizeof line, line, sizeof line);
        fprintf(stderr, "escapebench: %s\n", line);
    }
}

void progress_stop(struct progress *progress)
{
    if (progress->wanted && progress->terminal)
        fputs("\r\033[K", stderr);
    progress->wanted = 0;
}
