/* SPDX-License-Identifier: MIT
 *
 * Tables for people, through libsmartcols: aligned, coloured on a terminal,
 * cut to its width; plain text elsewhere.
 */
#ifndef BENCH_PRINT_TABLE_H
#define BENCH_PRINT_TABLE_H

#include "bench/options.h"
#include "harness/run/run.h"

/* The result of a run, a line per case and variant, on standard output. */
int table_print_run(const struct run *run, int interrupted);

/* The steps between stack and heap, a line per case: what each rung costs more
 * than the one below it. Too many lines are not printed, but said where they
 * are. Part of table_print_run. */
int table_print_ladders(const struct run *run);

/* The retention scenarios of a run, a line per case and variant; nothing when
 * there are none. table_print_run ends with it. */
int table_print_retained(const struct run *run, int interrupted);

/* The scenarios, as table, CSV or JSON. */
int table_print_scenarios(const struct scenario *const *scenarios, enum format format);

#endif
