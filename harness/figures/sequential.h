/* SPDX-License-Identifier: MIT
 *
 * Group sequential tests. The data of such a test grows, and each look tests all data so far.
 * The bounds of the looks keep the error rate of all looks together.
 *
 * Alpha spending: Lan & DeMets, Biometrika 70, 1983. After a fraction f of the information a
 * test has spent alpha f^3 of its error rate (the power family of Kim & DeMets, Biometrika 74,
 * 1987). With a lower power more tests end after few workers, and a test needs more
 * information in all. O'Brien and Fleming's bounds, which spend even less at first, are so
 * wide at the first looks that Student's t of few workers never reaches them. Bounds are
 * computed by numerical integration: Armitage, McPherson & Rowe, Journal of the Royal
 * Statistical Society A 132, 1969. Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_SEQUENTIAL_H
#define HARNESS_FIGURES_SEQUENTIAL_H

#include <stddef.h>

enum { SEQUENTIAL_POINTS = 301 };

/* One test. The test statistic is a sum of normal steps of known variance, whose drift is 0
 * if nothing differs. A look happens at a fraction of the planned information. */
struct sequential {
    double alpha;    /* two-sided error rate of all looks together */
    double fraction; /* of the planned information at the last look; 0: no look yet */
    double reach;    /* bound of the sum at that look */
    double density[SEQUENTIAL_POINTS]; /* of sums in [-reach, reach] that crossed no bound */
};

void sequential_start(struct sequential *test, double alpha);

/* The bound of the next look, in standard errors: a statistic beyond the bound means a
 * difference. `fraction` must be greater than that of the last look, and at most 1. */
double sequential_look(struct sequential *test, double fraction);

/* The z with P(Z <= z) = p of the normal distribution; 0 < p < 1. */
double sequential_normal_quantile(double p);

#endif
