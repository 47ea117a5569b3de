/* SPDX-License-Identifier: MIT
 *
 * The live set that a worker measures in front of.
 *
 * Nothing else alive is a special case for an allocator (mimalloc retires a
 * page that empties), and always the same objects alive is one for the CPU:
 * size classes start on pages, so two objects of two classes would lie at the
 * same distance in every worker, and at some distances each operation waits for
 * a store that it does not need (docs/method.md). So a random number of objects
 * of each size that the scenario allocates stays alive, another in each worker.
 */
#ifndef HARNESS_SUBJECT_BACKGROUND_H
#define HARNESS_SUBJECT_BACKGROUND_H

#include "harness/scenario.h"

/* Runs an operation of each variant to learn the sizes, then leaves 32 to 159
 * objects of each, less where they would take more than 1 MiB. They are never
 * freed. The allocation pair is left unset; call allocator_use afterwards. */
void background_leave(const struct scenario_size *size, uint64_t seed);

#endif
