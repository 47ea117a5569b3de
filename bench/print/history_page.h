/* SPDX-License-Identifier: MIT
 *
 * A history as one HTML page without other files: costs over commits, change
 * points, hover, links to views (bench/page/history.html). A series' numbers are
 * base64 of binary arrays, decoded when they are shown, so that 2.4 million
 * points open at once. Errors: negative errno.
 */
#ifndef BENCH_PRINT_HISTORY_PAGE_H
#define BENCH_PRINT_HISTORY_PAGE_H

#include "harness/history/changes.h"
#include "harness/history/store.h"

#include <stdio.h>

/* Writes the page. */
int history_page(const struct store *store, FILE *to);

/* The changes of a series' cost: as changes_find. */
long history_changes(const struct store_series *series, struct change **found);

#endif
