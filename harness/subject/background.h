/* SPDX-License-Identifier: MIT
 *
 * Background objects: what else is alive in the heap while a worker measures.
 *
 * An empty heap is a special case for an allocator: mimalloc, for one, retires a page that
 * becomes empty. The same objects in every worker are a special case for the CPU: size
 * classes start on pages, so two objects of two classes would always lie at the same
 * distance, and at some distances each operation waits for an unrelated store
 * (docs/decisions/008-random-background-objects.md). So each worker keeps a random number of
 * objects alive, of each size that the scenario allocates.
 */
#ifndef HARNESS_SUBJECT_BACKGROUND_H
#define HARNESS_SUBJECT_BACKGROUND_H

#include "harness/scenario.h"

/* Fills the heap: runs one operation of each variant to learn the sizes, then allocates 32 to 159
 * objects of each size, fewer if they would take more than 1 MiB. The objects are never freed. The
 * allocation pair is unset on return: call allocator_use next. Threads: the one that
 * measures. */
void background_allocate(const struct scenario_size *size, uint64_t seed);

#endif
