/* SPDX-License-Identifier: MIT
 *
 * Finding one's way in a NULL-terminated list of scenarios. Pure; thread-safe.
 */
#ifndef HARNESS_SUBJECT_CATALOGUE_H
#define HARNESS_SUBJECT_CATALOGUE_H

#include "harness/scenario.h"

/* Every name that a timed variant may have, the ladder's rungs among them; ends with NULL.
 * The columns of samples.csv have these names, so the order stays, and new ones go to
 * the end. */
extern const char *const timed_variants[];

/* The scenario of that name, or NULL. */
const struct scenario *scenario_find(const struct scenario *const *scenarios, const char *name);

/* How many sizes a scenario has, and how many variants at one of them. */
size_t scenario_sizes(const struct scenario *scenario);
size_t scenario_variants(const struct scenario_size *size);

/* The heading that a scenario of that name stands under; NULL: it is not in `contents`,
 * or under none. */
const char *catalogue_group(const struct catalogue_line *contents, const char *name);

/* Its place in the order of the contents; behind all others when it is not there. */
size_t catalogue_rank(const struct catalogue_line *contents, const char *name);

/* The scenario whose variants are equal; NULL: the catalogue has none. */
const struct scenario *scenario_control(const struct scenario *const *scenarios);

#endif
