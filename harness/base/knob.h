/* SPDX-License-Identifier: MIT
 *
 * Reading files of /proc and /sys below a root: "" for this machine, or the folder of a
 * stored one. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_BASE_KNOB_H
#define HARNESS_BASE_KNOB_H

#include <stddef.h>

/* First line of the file that `format` names, below `root`. */
__attribute__((format(printf, 4, 5))) int knob_read(const char *root, char *line, size_t size,
                                                    const char *format, ...);

/* The same as a whole number; `otherwise` when there is none. */
__attribute__((format(printf, 3, 4))) long knob_number(const char *root, long otherwise,
                                                       const char *format, ...);

/* The value of `key` in a file of lines such as "key : value", "KEY=value" or "key value":
 * the first such line's, without the quotes about it. 0; -ENOENT and an empty value when
 * there is none. */
int knob_value(const char *root, const char *file, const char *key, char *value, size_t size);

/* Whether a list such as "2-5,8" holds `cpu`, how many it holds, and the first
 * one that is not `cpu` (-1: none). An empty or unreadable list holds none. */
int knob_list_has(const char *list, int cpu);
int knob_list_count(const char *list);
int knob_list_other(const char *list, int cpu);

#endif
