/* SPDX-License-Identifier: MIT
 *
 * Testing while measuring: the bound that keeps the error rate however often one
 * looks.
 *
 * Group sequential testing with alpha spending: Lan & DeMets, Biometrika 70, 1983,
 * with their spending function of O'Brien and Fleming's kind. Bounds by numerical
 * integration: Armitage, McPherson & Rowe, Journal of the Royal Statistical
 * Society A 132, 1969. Pure; thread-safe.
 */
#ifndef HARNESS_BASE_SEQUENTIAL_H
#define HARNESS_BASE_SEQUENTIAL_H

#include <stddef.h>

enum { SEQUENTIAL_POINTS = 301 };

/* One test: a sum of normal steps of known variance, with drift 0 when nothing
 * differs, watched at fractions of the information that was planned. */
struct sequential {
    double alpha;                      /* two-sided, of all looks together */
    double fraction;                   /* of the last look; 0: none yet */
    double reach;                      /* the sum's bound at that look */
    double density[SEQUENTIAL_POINTS]; /* of sums from -reach to reach that crossed no bound */
};

void sequential_start(struct sequential *test, double alpha);

/* The bound of the next look, in standard errors: who is beyond it differs.
 * `fraction` is above that of the last look, and 1 at the most. */
double sequential_look(struct sequential *test, double fraction);

/* The z with P(Z <= z) = p of the normal distribution; 0 < p < 1. */
double sequential_normal_quantile(double p);

#endif
