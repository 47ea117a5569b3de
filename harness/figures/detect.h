/* SPDX-License-Identifier: MIT
 *
 * Finding a difference of a given size, or that there is none, while measuring:
 * how many workers it takes, and whether it is decided by now.
 *
 * A test is planned so that a difference as large as the limit is found, and none
 * is called the same, each with a chance of at least 80 %. It is monitored by
 * information (Mehta & Tsiatis, Drug Information Journal 35, 2001): as much as is
 * planned is reached when the difference's standard error is small enough, however
 * many workers that takes. Looks spend the error rate by harness/base/sequential.h;
 * with few workers the bound is taken as a level and applied to Student's t
 * (Jennison & Turnbull, Group Sequential Methods, 2000, section 4.4).
 *
 * Units: those of the costs given. Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_DETECT_H
#define HARNESS_FIGURES_DETECT_H

#include "estimate.h"
#include "harness/base/sequential.h"
#include "spread.h"

enum { DETECT_PAIRS_MOST = 10000 };

/* Pairs of workers, one a side, until a difference of `limit` is told from none with
 * 80 %, in a test of size `alpha`; `sd` is of a side's workers (stats_trimmed_sd), all
 * three relative to one thing. DETECT_PAIRS_MOST: at least. */
size_t detect_pairs(double sd, const struct spread_prior *prior, double limit, double alpha);

/* One test, of one case. */
struct detect {
    double alpha;
    struct sequential looks;
    struct interval difference; /* of the last look; its error rate is that of all looks */
    double fraction;            /* of the information planned */
    enum verdict verdict;       /* unresolved as long as nothing is decided */
};

void detect_start(struct detect *test, double alpha);

/* Looks at two sides' costs, their errors moderated; `limit` > 0 in their unit. Does
 * nothing when little came since the last look, or all is decided. */
void detect_look(struct detect *test, const struct trimmed *base, const struct trimmed *other,
                 double limit);

/* Whether more workers could decide it: nothing is decided, and not all of what was
 * planned is used up. */
int detect_is_open(const struct detect *test);

#endif
