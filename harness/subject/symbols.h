/* SPDX-License-Identifier: MIT
 *
 * Looks up functions of a library that was opened with dlopen. Thread-safe.
 */
#ifndef HARNESS_SUBJECT_SYMBOLS_H
#define HARNESS_SUBJECT_SYMBOLS_H

#include <stddef.h>

struct symbol {
    const char *name;
    void *slot; /* address of the function pointer that gets the symbol */
};

/* Fills in the slots of `count` symbols. Returns 1; 0: the library lacks one, and the slots
 * behind that one are as before. */
int symbols_find(void *library, const struct symbol *symbols, size_t count);

#endif
