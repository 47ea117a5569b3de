/* SPDX-License-Identifier: MIT */
#include "rate_counts.h"

#include <math.h>
#include <stddef.h>

static const double LEAST = 1.0 / 64;

enum { PROBES_LEAST = 1000 };
static const double SHARE_LEAST = 0.01; /* least share of all probes at each of the two rates */

static ptrdiff_t bin_of(double rate)
{
    double bin = rate > 0 ? floor(log2(rate / LEAST) * RATES_PER_OCTAVE) : -1;
    return bin >= 0 && bin < RATE_BINS ? (ptrdiff_t) bin : -1;
}

void rate_counts_add(struct rate_counts *counts, double cycles_per_slot)
{
    ptrdiff_t bin = bin_of(cycles_per_slot);
    if (bin >= 0)
        counts->of[bin]++;
}

void rate_counts_merge(struct rate_counts *counts, const struct rate_counts *more)
{
    for (size_t i = 0; i < RATE_BINS; i++)
        counts->of[i] += more->of[i];
}

/* The number of probes with rates from `low` to `high`, rounded to whole bins. */
static double between(const struct rate_counts *counts, double low, double high)
{
    double sum = 0;
    ptrdiff_t last = bin_of(high);
    for (ptrdiff_t i = bin_of(low) < 0 ? 0 : bin_of(low); i <= last; i++)
        sum += counts->of[i];
    return sum;
}

int rate_counts_show_both(const struct rate_counts *counts, double quiet)
{
    double all = 0;
    for (size_t i = 0; i < RATE_BINS; i++)
        all += counts->of[i];
    double lower = between(counts, quiet * 0.96, quiet * 1.05);
    double valley = between(counts, quiet * 1.12, quiet * 1.32);
    double upper = between(counts, quiet * 1.42, quiet * 2.3);
    double better = between(counts, 0, quiet * 0.9);
    double least = fmin(lower, upper);
    return all >= PROBES_LEAST && least >= SHARE_LEAST * all && valley < least / 2 &&
           better < lower / 4;
}

double rate_counts_lower(const struct rate_counts *counts)
{
    double most = 0, found = 0;
    for (size_t i = 0; i < RATE_BINS; i++) {
        double rate = LEAST * exp2(((double) i + 0.5) / RATES_PER_OCTAVE);
        double near = counts->of[i] > 0 ? between(counts, rate * 0.98, rate * 1.02) : 0;
        if (near > most && rate_counts_show_both(counts, rate)) {
            most = near;
            found = rate;
        }
    }
    return found;
}
