/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void progress_start(struct progress *progress, int wanted)
{
    progress->shown = wanted && isatty(STDERR_FILENO);
}

static int terminal_width(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void describe_estimate(const struct run *run, const struct run_case *c, char *text,
                              size_t size)
{
    struct figure f = run_time(run, c, &c->ladder.compared[0]);
    double half = (f.delta.high - f.delta.low) / 2;
    text[0] = '\0';
    if (!isnan(f.delta.centre) && isnan(half))
        snprintf(text, size, "  %+.2f ns", f.delta.centre);
    else if (!isnan(f.delta.centre))
        snprintf(text, size, "  %+.2f ± %.2f ns", f.delta.centre, half);
}

void progress_draw(const struct progress *progress, const struct run *run)
{
    static const char *const phases[] = { "probing", "counting", "callgrind", "measuring",
                                          "refining" };
    const struct run_progress *p = &run->progress;
    char line[512], estimate[64] = "", left[48] = "";
    if (!progress->shown)
        return;
    if (p->current)
        describe_estimate(run, p->current, estimate, sizeof estimate);
    if (p->phase == RUN_REFINING ||
        ((p->phase == RUN_ROUNDS || p->phase == RUN_SIMULATING) && p->done > 0))
        snprintf(left, sizeof left, "  %s%.0f s left", p->phase == RUN_REFINING ? "at most " : "",
                 ceil(p->seconds_left));
    int width = snprintf(line, sizeof line, "%s %zu/%zu%s  %s %zu B %s%s", phases[p->phase],
                         p->done, p->total, left, p->current ? p->current->scenario->name : "",
                         p->current ? p->current->scenario->sizes[p->current->size].bytes : 0,
                         p->current ? p->current->allocator->name : "", estimate);
    int room = terminal_width() - 1;
    if (width > room) /* cut between characters: the only wide one is the sign in the estimate */
        line[strlen(line) - strlen(estimate)] = '\0';
    fprintf(stderr, "\r\033[K%.*s", room, line);
    fflush(stderr);
}

void progress_stop(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = 0;
}
