/* SPDX-License-Identifier: MIT
 *
 * Layouts: the worker program linked several times, each time with the scenarios' functions
 * in other places (scripts/dev/layouts.cmake). The place of a function decides which
 * branches share an entry of the branch predictor and which lines share a set of a cache,
 * so a cost differs by some percent between layouts. A case's workers use the layouts in
 * turn, so that this difference is part of the interval.
 *
 * Layout number N, from 1, of PROGRAM is the file PROGRAM-layouts/N. Errors: negative
 * errno. Thread-safe.
 */
#ifndef HARNESS_WORKER_LAYOUT_H
#define HARNESS_WORKER_LAYOUT_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

enum { LAYOUTS_MOST = 256 };

/* The path of layout `number` of a program. -ENAMETOOLONG. */
int layout_path(const char *program, unsigned number, char path[PATH_MAX]);

/* How many layouts of a program there are; 0: only the program itself. */
unsigned layout_count(const char *program);

/* The layout of worker number `worker`, from 1, of any case of a run: workers of two cases,
 * or of two programs, that have one number have one layout. In each `count` workers every
 * layout comes once, in an order that `seed` decides; 0 when `count` is. */
unsigned layout_of_worker(unsigned count, uint64_t seed, size_t worker);

#endif
