/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const unsigned FARTHER = 2; /* names this much farther than the nearest are no help */

static unsigned distance(const char *a, const char *b)
{
    unsigned row[NEAREST_NAME + 1];
    size_t n = strnlen(b, NEAREST_NAME);
    for (size_t j = 0; j <= n; j++)
        row[j] = (unsigned) j;
    for (size_t i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned) i + 1;
        for (size_t j = 0; j < n; j++) {
            unsigned change =
                diagonal + (tolower((unsigned char) a[i]) != tolower((unsigned char) b[j]));
            unsigned gap = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < gap ? change : gap;
        }
    }
    return row[n];
}

void nearest_consider(struct nearest *nearest, const char *name)
{
    unsigned far = distance(nearest->wanted, name);
    size_t at = nearest->count;
    for (size_t i = 0; i < nearest->count; i++)
        if (strcasecmp(nearest->names[i].name, name) == 0)
            return;
    if (at == NEAREST_NAMES && nearest->names[NEAREST_NAMES - 1].distance <= far)
        return;
    at -= at == NEAREST_NAMES;
    for (; at > 0 && nearest->names[at - 1].distance > far; at--)
        nearest->names[at] = nearest->names[at - 1];
    nearest->names[at].distance = far;
    snprintf(nearest->names[at].name, NEAREST_NAME, "%s", name);
    nearest->count += nearest->count < NEAREST_NAMES;
}

void nearest_append(const struct nearest *nearest, char *out, size_t size)
{
    size_t at = strlen(out);
    for (size_t i = 0; i < nearest->count && at < size; i++) {
        if (nearest->names[i].distance > nearest->names[0].distance + FARTHER)
            break;
        at += (size_t) snprintf(out + at, size - at, "%s%s", i ? ", " : "", nearest->names[i].name);
    }
}
