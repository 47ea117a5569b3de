/* SPDX-License-Identifier: MIT */
#include "sequential.h"

#include <math.h>
#include <string.h>

static double tail(double z)
{
    return erfc(z / M_SQRT2) / 2;
}

double sequential_normal_quantile(double p)
{
    double low = -40, high = 40;
    for (int i = 0; i < 200 && high - low > 1e-14; i++) {
        double z = (low + high) / 2;
        *(tail(-z) < p ? &low : &high) = z;
    }
    return (low + high) / 2;
}

/* How much of alpha may be spent until a fraction of the information. */
static double spent(double alpha, double fraction)
{
    return alpha * fraction * fraction * fraction;
}

void sequential_start(struct sequential *test, double alpha)
{
    memset(test, 0, sizeof *test);
    test->alpha = alpha;
}

/* The sum at a point of the density, and the point's weight in a trapezoidal sum. */
static double at(const struct sequential *test, size_t i)
{
    return test->reach * (2.0 * (double) i / (SEQUENTIAL_POINTS - 1) - 1);
}

static double weight(const struct sequential *test, size_t i)
{
    double step = 2 * test->reach / (SEQUENTIAL_POINTS - 1);
    return i == 0 || i == SEQUENTIAL_POINTS - 1 ? step / 2 : step;
}

/* The probability that no bound was crossed before and that the sum is beyond `reach` now.
 * `sd` is the standard deviation of the sum's growth since the last look. */
static double crossing(const struct sequential *test, double reach, double sd)
{
    double sum = 0;
    if (test->fraction == 0)
        return 2 * tail(reach / sd);
    for (size_t i = 0; i < SEQUENTIAL_POINTS; i++) {
        double x = at(test, i);
        sum +=
            weight(test, i) * test->density[i] * (tail((reach - x) / sd) + tail((reach + x) / sd));
    }
    return sum;
}

/* Replaces the density by that of the sums that are within `reach` now. */
static void advance(struct sequential *test, double reach, double sd)
{
    struct sequential next = { .alpha = test->alpha, .reach = reach };
    double norm = 1 / (sd * sqrt(2 * M_PI));
    for (size_t k = 0; k < SEQUENTIAL_POINTS; k++) {
        double y = at(&next, k), sum = 0;
        for (size_t i = 0; i < SEQUENTIAL_POINTS && test->fraction > 0; i++) {
            double z = (y - at(test, i)) / sd;
            sum += weight(test, i) * test->density[i] * exp(-z * z / 2);
        }
        next.density[k] = norm * (test->fraction > 0 ? sum : exp(-y * y / (2 * sd * sd)));
    }
    next.fraction = test->fraction;
    *test = next;
}

double sequential_look(struct sequential *test, double fraction)
{
    double wanted = spent(test->alpha, fraction) - spent(test->alpha, test->fraction);
    double sd = sqrt(fraction - test->fraction), low = 0, high = 40 * sqrt(fraction);
    for (int i = 0; i < 40; i++) {
        double reach = (low + high) / 2;
        *(crossing(test, reach, sd) > wanted ? &low : &high) = reach;
    }
    advance(test, high, sd);
    test->fraction = fraction;
    return high / sqrt(fraction);
}
