/* SPDX-License-Identifier: MIT
 *
 * Suggestions for a misspelt name: the known names with the least Levenshtein distance to it
 * (Levenshtein, Soviet Physics Doklady 10, 1966), without regard to case.
 *
 * Set `wanted`, all else zero; consider every known name; then print. Plain data; one thread.
 */
#ifndef HARNESS_SUBJECT_NEAREST_H
#define HARNESS_SUBJECT_NEAREST_H

#include <stddef.h>

enum { NEAREST_NAMES = 5, NEAREST_NAME = 64 };

struct nearest {
    const char *wanted; /* the misspelt name */
    size_t count;
    struct {
        unsigned distance;
        char name[NEAREST_NAME];
    } names[NEAREST_NAMES]; /* the nearest first */
};

/* Keeps the name if it is nearer than another that was kept. Longer names are cut. */
void nearest_consider(struct nearest *nearest, const char *name);

/* Appends the names to `out`, of `size` bytes, separated by commas, without those that are
 * much farther than the first. */
void nearest_append(const struct nearest *nearest, char *out, size_t size);

#endif
