/* SPDX-License-Identifier: MIT
 *
 * Go's string: a pointer to bytes that nobody changes and their number, 16
 * bytes (Go 1.19, runtime/string.go:238). A literal's bytes are read-only data.
 */
#ifndef SCENARIOS_GORT_GO_STRING_H
#define SCENARIOS_GORT_GO_STRING_H

#include <stdint.h>

struct go_string {
    const char *bytes;
    int64_t len;
};

_Static_assert(sizeof(struct go_string) == 16, "Go's string header");

#define GO_STRING(literal)                                                                         \
    (struct go_string)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

#endif
