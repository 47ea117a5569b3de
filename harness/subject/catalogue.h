/* SPDX-License-Identifier: MIT
 *
 * Looks up scenarios in a NULL-terminated list of them. Pure; thread-safe.
 */
#ifndef HARNESS_SUBJECT_CATALOGUE_H
#define HARNESS_SUBJECT_CATALOGUE_H

#include "harness/scenario.h"

/* All names that timed variants and rungs of ladders may have, ended by NULL. The columns
 * of samples.csv have these names: keep the order, and add new names at the end. */
extern const char *const timed_variants[];

/* The scenario of that name, or NULL. */
const struct scenario *scenario_find(const struct scenario *const *scenarios, const char *name);

/* How many sizes a scenario has. */
size_t scenario_sizes(const struct scenario *scenario);

/* The heading that a scenario of that name stands under; NULL: it is not in `contents`,
 * or under none. */
const char *catalogue_group(const struct catalogue_line *contents, const char *name);

/* Whether that heading is one of the articles. 0: there is none. */
int catalogue_is_article(const struct catalogue_line *contents, const char *name);

/* The place of the scenario of that name in the contents; behind all others if the contents
 * lack it. */
size_t catalogue_rank(const struct catalogue_line *contents, const char *name);

/* The control scenario, whose variants are equal; NULL: the list has none. */
const struct scenario *scenario_control(const struct scenario *const *scenarios);

#endif
