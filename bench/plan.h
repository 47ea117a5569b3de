/* SPDX-License-Identifier: MIT
 *
 * What the words of a command line mean here: which cases a run has.
 *
 * Functions return 0, or -EINVAL with one line in `error` that names the word
 * and the choices, or -ENOMEM.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "harness/subject/go_lane.h"
#include "options.h"

/* Whether NAME-GLOBs choose a scenario: the last one that matches decides; globs that
 * only exclude start from all, and so does no glob. */
int plan_is_wanted(const char *const *globs, size_t count, const char *name);

/* The allocators asked for, `lanes` of Go among them, each with every GOGC asked for;
 * without any, every one that `installed` says
 * works. A known allocator that is asked for is taken in any case: if it
 * cannot be loaded, its rows say so. Ended by NULL. */
int plan_allocators(struct options_run *options, struct go_lane *lanes,
                    int (*installed)(const struct allocator *, void *), void *context,
                    const struct allocator *chosen[OPTIONS_LIST_MAX + 1]);

/* Whether a scenario's peer has its place. With one PU only, a peer that may be anywhere
 * fails its case instead. */
int plan_has_place(const struct scenario *s, const struct partner partners[PARTNER_PLACES]);

/* Whether ladders, walks and Go that was not asked for are left out: the effort is quick and no
 * scenario is named. */
int plan_is_bare(const struct options_run *options);

/* Why a scenario is not measured under an allocator; NULL: it is. */
const char *plan_left_out(const struct scenario *scenario, const struct allocator *allocator);

/* A line for each allocator that leaves out scenarios that are wanted and have
 * their place here, and one when the effort leaves out sizes or ladders; each ended by a newline.
 */
void plan_remark(const struct options_run *options, const struct scenario *const *scenarios,
                 const struct allocator *const *allocators,
                 const struct partner partners[PARTNER_PLACES], char *out, size_t size);

/* Scenario x size x live x allocator, less what is left out, in the order of
 * `scenarios`; the control is always among them. A scenario whose peer wants a
 * place that is not among `partners` (as in struct run_settings) is left out,
 * or refused when it is asked for by its full name. Gives an array for free(). */
int plan_cases(struct options_run *options, const struct scenario *const *scenarios,
               const struct allocator *const *allocators,
               const struct partner partners[PARTNER_PLACES], struct run_case **cases,
               size_t *count);

/* Whether a group of the catalogue is of the articles: not the control, the leaks or what
 * was added to them. NULL is none. */
int plan_is_article(const char *group);

/* Sets the rank of each case by its scenario's group; the control is an article's. */
void plan_rank_cases(const struct catalogue_line *contents, struct run_case *cases, size_t count);

/* Checks that libpfm4 knows every counter asked for by name; the default ones may be
 * absent, and are empty cells with the reason then. */
int plan_counters(struct options_run *options);

/* Finds valgrind for --counters callgrind; `path` is empty when that was not
 * asked for. */
int plan_callgrind(struct options_run *options, char *path, size_t size);

/* The PU to measure on. */
int plan_pu(struct options_run *options, const struct machine *machine, unsigned *pu);

/* That, its stand-ins unless it was asked for by name, and the partners. */
int plan_places(struct options_run *options, const struct machine *machine,
                struct run_settings *settings);

#endif
