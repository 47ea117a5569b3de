/* SPDX-License-Identifier: MIT
 *
 * Decides, while a run measures, whether a difference of a given size (the limit) exists:
 * how many workers the decision takes, and whether it is reached.
 *
 * A test is planned so that a difference as large as the limit is found, and no difference
 * is called the same, each with a chance of at least 80 %. Progress is measured as
 * information (Mehta & Tsiatis, Drug Information Journal 35, 2001): the planned information
 * is reached when the difference's standard error is small enough, however many workers
 * that takes. Looks spend the error rate by harness/base/sequential.h. With few workers the
 * bound of a look is converted to a significance level and applied to Student's t (Jennison
 * & Turnbull, Group Sequential Methods, 2000, section 4.4).
 *
 * Units: the caller's; costs, errors and limit have one unit. Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_DETECT_H
#define HARNESS_FIGURES_DETECT_H

#include "estimate.h"
#include "harness/base/sequential.h"
#include "spread.h"

enum { DETECT_PAIRS_MOST = 10000 };

/* How many pairs of workers, one on each side, it takes until a test of size `alpha` tells
 * a difference of `limit` from none with a chance of 80 %. `sd` is the standard deviation
 * of one side's workers (stats_trimmed_sd). `sd`, the prior's `sd` and `limit` are relative
 * to the same time. A result of DETECT_PAIRS_MOST means that many or more. */
size_t detect_pairs(double sd, const struct spread_prior *prior, double limit, double alpha);

/* One test, of one case. */
struct detect {
    double alpha;
    struct sequential looks;
    struct interval difference; /* at the last look; its error rate is that of all looks together */
    double fraction;            /* share of the planned information */
    enum verdict verdict;       /* unresolved until it is decided */
};

void detect_start(struct detect *test, double alpha);

/* Looks at two sides' costs, whose errors are moderated (stats_moderate); `limit` > 0 in
 * the unit of the costs. Does nothing if little information came since the last look, or if
 * the test is decided. */
void detect_look(struct detect *test, const struct trimmed *base, const struct trimmed *other,
                 double limit);

/* Whether more workers could decide the test: it is undecided, and less than the planned
 * information is used up. */
int detect_is_open(const struct detect *test);

#endif
