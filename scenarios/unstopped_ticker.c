/* SPDX-License-Identifier: MIT
 *
 * t := time.NewTicker(time.Hour), and no t.Stop(). The running timer refers to
 * the ticker, so it is reachable although the program has lost it. In
 * `released` it is stopped, and then nothing refers to it. */

#include "gort/ticker.h"

enum { HOUR = 3600 };

VARIANT(released, i)
{
    struct go_ticker *ticker = go_ticker_new(HOUR);
    go_ticker_stop(ticker);
    go_ticker_free(ticker);
    return i;
}

VARIANT(retained, i)
{
    go_ticker_new(HOUR);
    return i;
}

enum { BYTES = sizeof(struct go_ticker) + sizeof(struct go_channel) + GO_TIME };

const struct scenario scenario_unstopped_ticker = {
    .name = "unstopped_ticker",
    .origin = "L3",
    .title = "A ticker is never stopped",
    .note = "each also holds a file descriptor and the kernel's timer; since Go 1.23 no leak",
    .instances = 400, /* file descriptors */
    .sizes = { { BYTES, { { "released", released, 0, 0 }, { "retained", retained, 3, BYTES } } } },
};
