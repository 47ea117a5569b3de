/* SPDX-License-Identifier: MIT
 *
 * Does the same work for many items on several threads. Only commands that read and compare
 * runs use this: while a worker measures, the harness has no other threads.
 *
 * Threads: several threads call `work` at once, once per item. After an item has failed no
 * further items are started. If no thread can be started, the calling thread does all
 * items.
 */
#ifndef HARNESS_BASE_PARALLEL_H
#define HARNESS_BASE_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_THREADS_MOST = 16 };

/* Calls work(i, context) for all i in [first, end), on as many threads as the process may
 * use PUs, at most PARALLEL_THREADS_MOST. Returns 0, or the result of the lowest item whose
 * result was not 0. */
int parallel_for(size_t first, size_t end, int (*work)(size_t item, void *context), void *context);

#endif
