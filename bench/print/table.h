/* SPDX-License-Identifier: MIT
 *
 * The catalogue as a table.
 */
#ifndef BENCH_PRINT_TABLE_H
#define BENCH_PRINT_TABLE_H

#include "bench/options.h"
#include "harness/run/run.h"

/* The scenarios, as table, CSV or JSON; `contents` has the groups that they are in. */
int table_print_scenarios(const struct scenario *const *scenarios,
                          const struct catalogue_line *contents, enum format format);

#endif
