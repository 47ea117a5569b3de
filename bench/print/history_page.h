/* SPDX-License-Identifier: MIT
 *
 * Writes a history as one HTML page that needs no other file: costs over commits, change
 * points, hover, links to views (bench/page/history.html). The numbers of a series are
 * binary arrays in base64, decoded when they are shown, so that a page with 2.4 million
 * points opens at once. Errors: negative errno. Threads: one.
 */
#ifndef BENCH_PRINT_HISTORY_PAGE_H
#define BENCH_PRINT_HISTORY_PAGE_H

#include "harness/history/changes.h"
#include "harness/history/store.h"

#include <stdio.h>

/* Writes the page to `to`. */
int history_page(const struct store *store, FILE *to);

/* Finds the changes of a series' cost, as changes_find does. */
long history_changes(const struct store_series *series, struct change **found);

#endif
