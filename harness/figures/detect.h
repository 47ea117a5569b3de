/* SPDX-License-Identifier: MIT
 *
 * Decides, while a run measures, whether a difference of a given size (the limit) exists:
 * how many workers the decision takes, and whether it is reached.
 *
 * A test is planned so that a difference as large as the limit is found, and no difference
 * is called the same, each with a chance of at least 95 %. Progress is measured as
 * information (Mehta & Tsiatis, Drug Information Journal 35, 2001): the planned information
 * is reached when the difference's standard error is small enough, however many workers
 * that takes. Looks spend the error rate by harness/figures/sequential.h. With few workers the
 * bound of a look is converted to a significance level and applied to Student's t (Jennison
 * & Turnbull, Group Sequential Methods, 2000, section 4.4).
 *
 * Sides are measured in pairs of workers: a pair ran within a tenth of a second and with one
 * layout of the program, so what drifts and where functions lie cancel in its difference. Pairs
 * of one layout are a group (stats_grouping).
 *
 * Units: those of the costs given. Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_DETECT_H
#define HARNESS_FIGURES_DETECT_H

#include "estimate.h"
#include "harness/figures/sequential.h"
#include "spread.h"

enum { DETECT_PAIRS_MOST = 10000, DETECT_WORKERS_MOST = 1024 };

/* How many pairs of workers a test of size `alpha` needs to tell a difference of `limit` from
 * none with a chance of 95 %. `sd` is one worker's part in the spread of pairs: the standard
 * deviation of their differences over the square root of 2. `sd`, the prior's `sd` and `limit` are
 * relative to the same time. A result of DETECT_PAIRS_MOST means that many or more. */
size_t detect_pairs(double sd, const struct spread_prior *prior, double limit, double alpha);

/* How many pairs such a test typically takes without early looks in its first half, at the
 * least WORKERS_LEAST: most tests end before all of detect_pairs are there. */
double detect_pairs_used(double sd, const struct spread_prior *prior, double limit, double alpha);

/* Sums of the pairs in which both workers are usable. */
struct detect_seen {
    size_t pairs;              /* how many there are */
    struct trimmed difference; /* other less base, as if no pairs shared a layout */
    struct grouping layouts;
};

/* Sums up pairs' differences, each with its layout. Uses the first DETECT_WORKERS_MOST.
 * Sorts. */
struct detect_seen detect_sum_up(struct grouped *differences, size_t n);

/* Sums up the pairs of two sides with `n` workers each: base[i] and other[i] are a pair. */
struct detect_seen detect_sum_up_sides(const struct worker_result *base,
                                       const struct worker_result *other, size_t n,
                                       const struct rungs_compared *c, unsigned turns_least,
                                       const struct quiet_state *quiet);

/* The difference as it is tested: not below the floor of an interval (estimate_floored),
 * moderated by the prior, and inflated by what pairs of one layout share. `time` is that of
 * an operation, the longer of the two variants. */
struct trimmed detect_tested(const struct detect_seen *seen, const struct spread_prior *prior,
                             double time);

/* One test, of one case. */
struct detect {
    double alpha;
    struct sequential looks;
    struct interval difference; /* at the last look; its error rate is that of all looks together */
    double fraction;            /* share of the planned information */
    enum verdict verdict;       /* unresolved until it is decided */
};

void detect_start(struct detect *test, double alpha);

/* Looks at the difference so far (detect_tested); `limit` > 0 in its unit. Does nothing if
 * little information came since the last look, or if the test is decided. An `early` look
 * decides only if the difference is at least three limits or the information is complete: of
 * smaller differences, those found early are the overestimated ones. The error rate that an
 * early look spends stays spent. */
void detect_look(struct detect *test, const struct trimmed *difference, double limit, int early);

/* Whether more workers could decide the test: it is undecided, and less than the planned
 * information is used up. */
int detect_is_open(const struct detect *test);

#endif
