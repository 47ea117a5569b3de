/* SPDX-License-Identifier: MIT
 *
 * Reads knobs: settings and facts in files of /proc and /sys. All texts of these two folders
 * are read here, but for those that a worker reads without an allocator
 * (harness/worker/held_blocks.c). `root` stands before every path: "" for this machine, or the
 * folder of a stored machine. Errors: negative errno. Thread-safe.
 */
#ifndef HARNESS_BASE_KNOB_H
#define HARNESS_BASE_KNOB_H

#include <stddef.h>
#include <stdio.h>

/* First line, without its end, of the file below `root` whose path `format` makes. -ENODATA:
 * the file is empty. After an error the line is empty. */
__attribute__((format(printf, 4, 5))) int knob_read(const char *root, char *line, size_t size,
                                                    const char *format, ...);

/* The whole number on that line; `otherwise` if there is no file or no number. */
__attribute__((format(printf, 3, 4))) long knob_number(const char *root, long otherwise,
                                                       const char *format, ...);

/* Whether there is a file or folder of that name below `root`. */
int knob_exists(const char *root, const char *path);

/* The value of `key` in a file of lines such as "key : value", "KEY=value" or "key value".
 * The first such line counts; quotes around the value are dropped. -ENOENT and an empty
 * value: no such line. */
int knob_value(const char *root, const char *file, const char *key, char *value, size_t size);

/* Reads a file line by line: *file is NULL before the first call. Returns 1 with a line, without
 * its end; 0 if there is no further line, or no such file, and *file is NULL then. A caller
 * that stops earlier closes *file. */
int knob_next(const char *root, const char *path, FILE **file, char *line, size_t size);

/* For a list such as "2-5,8": whether it holds `cpu`, how many CPUs it holds, and its first
 * CPU that is not `cpu` (-1: none). An empty or unreadable list holds none. */
int knob_list_has(const char *list, int cpu);
int knob_list_count(const char *list);
int knob_list_other(const char *list, int cpu);

#endif
