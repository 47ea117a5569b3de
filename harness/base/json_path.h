/* SPDX-License-Identifier: MIT
 *
 * Members of nested JSON objects, by path. Thread-safe.
 */
#ifndef HARNESS_BASE_JSON_PATH_H
#define HARNESS_BASE_JSON_PATH_H

#include <jansson.h>

/* The member at `path`, whose steps of at most 63 bytes are separated by slashes:
 * "machine/cpu/name". An empty path is `json` itself. NULL: there is none, or `json` is
 * NULL. A borrowed reference. */
const json_t *json_at(const json_t *json, const char *path);

#endif
