/* SPDX-License-Identifier: MIT
 *
 * The same work for many items on several threads. For reading and comparing
 * runs; nothing that is measured runs beside threads of ours.
 *
 * Threads: `work` is called from several at once, each item once, and no items
 * are handed out after one has failed. Where no thread can be started, the
 * caller does it all.
 */
#ifndef HARNESS_BASE_PARALLEL_H
#define HARNESS_BASE_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_THREADS_MOST = 16 };

/* Calls work(i, context) for all i from `first` up to but without `end`, on as
 * many threads as the process has PUs. 0, or what the first item in their order
 * that did not return 0 has returned. */
int parallel_for(size_t first, size_t end, int (*work)(size_t item, void *context), void *context);

#endif
