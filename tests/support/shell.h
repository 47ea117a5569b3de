/* SPDX-License-Identifier: MIT
 *
 * Shell lines and scratch folders for tests that run programs as a user does.
 */
#ifndef TESTS_SUPPORT_SHELL_H
#define TESTS_SUPPORT_SHELL_H

#include <stddef.h>

/* Runs a shell line, `format` filled in; what it prints on both streams goes to
 * `said`, cut at `size`. Its exit status; 128 and the signal that ended it. */
int shell_run(char *said, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum { SCRATCH_MAX = 64 };

/* Makes an empty folder, where also the machine's quiet state is kept. */
void scratch_make(char folder[SCRATCH_MAX]);
void scratch_remove(const char *folder);

#endif
