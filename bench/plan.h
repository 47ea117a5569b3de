/* SPDX-License-Identifier: MIT
 *
 * Makes the cases of a run from the options of a command line. Errors: -EINVAL with one
 * line in options->error that names the word and the choices; -ENOMEM. Threads: one.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "harness/subject/go_lane.h"
#include "options.h"

/* Whether NAME-GLOBs choose a scenario. The last glob that matches decides. If all globs
 * exclude, or there are none, all other scenarios are chosen. */
int plan_is_wanted(const char *const *globs, size_t count, const char *name);

/* Writes to `chosen`, ended by NULL, the allocators that the user asked for, `lanes` of Go
 * among them, each with every GOGC asked for. If the user asked for none: every allocator
 * for which `installed` returns 1. A known allocator that the user asked for is always
 * chosen; if it cannot be loaded, its rows say so. */
int plan_allocators(struct options_run *options, struct go_lane *lanes,
                    int (*installed)(const struct allocator *, void *), void *context,
                    const struct allocator *chosen[OPTIONS_LIST_MAX + 1]);

/* Whether this machine has the place that a scenario's peer wants. Also 1 for a peer that
 * may be anywhere on a machine with one PU; its case then fails with a reason. */
int plan_has_place(const struct scenario *s, const struct partner partners[PARTNER_PLACES]);

/* Whether a scenario is left out because its peer may be anywhere and the process may use
 * only one PU. A scenario that the user named in full is not left out: its rows fail with
 * the reason. */
int plan_lacks_pu(const struct options_run *options, const struct scenario *s,
                  const struct partner partners[PARTNER_PLACES]);

/* Whether ladders, walks, and Go lanes that were not asked for are left out: the effort is
 * quick and the user names no scenario, or --detect asks for the difference of two sides
 * only. A turn without the ladder is a quarter as long, and is quiet far more often. */
int plan_is_bare(const struct options_run *options);

/* Why a scenario is not measured under an allocator; NULL: it is measured. */
const char *plan_left_out(const struct scenario *scenario, const struct allocator *allocator);

/* Writes a line for each allocator under which wanted scenarios are left out, and one line
 * if the effort leaves out sizes or ladders. Each ends with a newline. */
void plan_remark(const struct options_run *options, const struct scenario *const *scenarios,
                 const struct allocator *const *allocators,
                 const struct partner partners[PARTNER_PLACES], char *out, size_t size);

/* Makes the cases, scenario x size x live x allocator, in the order of `scenarios`, without
 * those that are left out. The control is always among them. A scenario whose peer wants a
 * place that is not among `partners` (as in struct run_settings) is left out, or refused if
 * the user asked for it by its full name. The caller frees *cases. */
int plan_cases(struct options_run *options, const struct scenario *const *scenarios,
               const struct allocator *const *allocators,
               const struct partner partners[PARTNER_PLACES], struct run_case **cases,
               size_t *count);

/* Sets the rank of each case by its scenario's group; the control has RANK_ARTICLE. Large
 * objects of the articles have RANK_LARGE: a turn of those takes milliseconds, for which a
 * shared core is seldom quiet. */
void plan_rank_cases(const struct catalogue_line *contents, struct run_case *cases, size_t count);

/* Checks that libpfm4 knows every counter that the user asked for by name. Default counters
 * may be unknown; their cells are empty, with the reason. */
int plan_counters(struct options_run *options);

/* Finds valgrind for --counters callgrind. `path` is empty if that was not asked for. */
int plan_callgrind(struct options_run *options, char *path, size_t size);

/* Chooses the PU to measure on. */
int plan_pu(struct options_run *options, const struct machine *machine, unsigned *pu);

/* Chooses the PU, its stand-ins (none if the user named the PU) and the partners. */
int plan_places(struct options_run *options, const struct machine *machine,
                struct run_settings *settings);

#endif
