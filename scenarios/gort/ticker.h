/* SPDX-License-Identifier: MIT
 *
 * Go's time.Ticker: a channel for one time.Time and a runtime timer, 80 bytes
 * (Go 1.19, time/tick.go:11, time/sleep.go:27, runtime/time.go:18).
 *
 * The timer is the kernel's (timerfd), where Go keeps a heap of them for each
 * P; so Go's 8-byte slot there is a file descriptor here. As in Go a ticker
 * that nobody reads keeps one tick, however many expire.
 */
#ifndef GORT_TICKER_H
#define GORT_TICKER_H

#include "hchan.h"

#include <sys/timerfd.h>
#include <unistd.h>

enum { GO_TIME = 24 }; /* sizeof(time.Time) */

struct go_timer {
    int64_t fd; /* Go: pp, whose heap it is on */
    int64_t when, period;
    void (*f)(void *);
    void *arg[2];
    uintptr_t seq;
    int64_t nextwhen;
    uint32_t status;
};

struct go_ticker {
    struct go_channel *channel;
    struct go_timer timer;
};

_Static_assert(sizeof(struct go_ticker) == 80, "Go's time.Ticker");

/* time.NewTicker: three blocks, 200 bytes. */
static inline struct go_ticker *go_ticker_new(int64_t seconds)
{
    struct go_channel *channel = go_channel_new(GO_TIME, 1);
    struct go_ticker *ticker = go_new(sizeof *ticker);
    ticker->channel = channel;
    ticker->timer.period = seconds * 1000000000;
    ticker->timer.arg[0] = channel;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct itimerspec times = { { seconds, 0 }, { seconds, 0 } };
    if (fd < 0 || timerfd_settime(fd, 0, &times, NULL) != 0)
        abort();
    ticker->timer.fd = fd;
    return ticker;
}

static inline void go_ticker_stop(struct go_ticker *ticker)
{
    close((int) ticker->timer.fd);
}

/* What the garbage collector does with a stopped ticker that nobody has. */
static inline void go_ticker_free(struct go_ticker *ticker)
{
    go_channel_free(ticker->channel);
    free(ticker);
}

#endif
