/* SPDX-License-Identifier: MIT
 *
 * Layouts: a program's workers linked several times, the scenarios' functions at other
 * places each time (scripts/dev/layouts.cmake). Where a function lies decides which
 * branches share an entry of the predictor and which lines share a set of a cache, so a
 * cost differs from layout to layout by some percent. Workers of a case take turns with
 * the layouts, and the difference becomes part of the interval.
 *
 * The program's file with number N, from 1, is PROGRAM-layouts/N. Threads: any.
 */
#ifndef HARNESS_WORKER_LAYOUT_H
#define HARNESS_WORKER_LAYOUT_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

enum { LAYOUTS_MOST = 256 };

/* The path of layout `number` of a program. -ENAMETOOLONG. */
int layout_path(const char *program, unsigned number, char path[PATH_MAX]);

/* How many layouts of a program there are; 0: it is there as linked only. */
unsigned layout_count(const char *program);

/* The layout of worker number `worker`, from 1, of a run's case `index`. In each `count`
 * workers every layout comes once, in an order that `seed` decides; 0 when `count` is. */
unsigned layout_of_worker(unsigned count, uint64_t seed, size_t index, size_t worker);

#endif
