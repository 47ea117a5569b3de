/* SPDX-License-Identifier: MIT
 *
 * Prints the catalogue as a table. Threads: one.
 */
#ifndef BENCH_PRINT_TABLE_H
#define BENCH_PRINT_TABLE_H

#include "bench/options.h"
#include "harness/run/run.h"

/* Prints the scenarios as table, CSV or JSON. `contents` has their groups. Returns 0 or a
 * negative errno. */
int table_print_scenarios(const struct scenario *const *scenarios,
                          const struct catalogue_line *contents, enum format format);

#endif
