/* SPDX-License-Identifier: MIT
 *
 * Makes figures of what the workers of a retention case found. harness/worker/held_blocks.h
 * does the measuring.
 *
 * Units: blocks and bytes per instance. Errors: none. Pure; thread-safe.
 */
#ifndef HARNESS_FIGURES_RETENTION_H
#define HARNESS_FIGURES_RETENTION_H

#include "estimate.h"
#include "harness/subject/retained.h"

/* A case needs no more workers once this many agree in all measures. */
enum { HOLDINGS_FEW = 2 };

/* Whether at least HOLDINGS_FEW results are there and agree in all measures. */
int retention_is_exact(const struct scenario_size *size, const struct holding *results, size_t n);

/* The figure of a variant against the first, from `n` worker results: exact where all
 * agree, with an interval where they vary. No ratio when the baseline is declared to
 * hold nothing; a rate then has no comparison at all, only its value. */
struct figure retention_figure(const struct scenario_size *size, const struct holding *results,
                               size_t n, size_t variant, enum retained_measure measure);

/* Why a figure of that measure has no baseline or no value; NULL if it has both. `in_go`: a
 * Go lane held the instances. */
const char *retention_unknown(const struct figure *figure, enum retained_measure measure,
                              int in_go);

/* Whether an instance holds exactly what the variant declares. */
int retention_is_as_declared(const struct variant *variant, const struct retained *held);

#endif
