/* SPDX-License-Identifier: MIT
 *
 * Shell lines and scratch folders for tests that run programs as a user does.
 */
#ifndef TESTS_SUPPORT_SHELL_H
#define TESTS_SUPPORT_SHELL_H

#include <stddef.h>

/* Runs a shell line made by `format`. Its output on both streams is written to `said`, cut
 * at `size`. A variable without quotes is one word, whatever blanks are in it. Returns the
 * line's exit status, or 128 plus the signal that ended it. */
int shell_run(char *said, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The programs and the checkout as words of a shell line, whatever characters their paths have.
 * The words also work in a shell that this one starts. shell_name_words defines the variables;
 * shell_run and scratch_make call it. */
#define PROGRAM_WORD "\"$ESCAPEBENCH\""
#define FAULTY_WORD  "\"$FAULTY\""
#define PLANTED_WORD "\"$PLANTED\""
#define SOURCE_WORD  "\"$SOURCE\""
void shell_name_words(void);

enum { SCRATCH_MAX = 64 };

/* Makes an empty folder below /tmp. Programs also keep the machine's quiet state there. */
void scratch_make(char folder[SCRATCH_MAX]);
void scratch_remove(const char *folder);

#endif
