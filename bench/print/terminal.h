/* SPDX-License-Identifier: MIT
 *
 * What the place that is printed to can show: which signs, and how many columns.
 *
 * The signs are UTF-8 where the locale is, or where none was chosen (C, POSIX) and
 * C.UTF-8 exists; otherwise, and in a locale with another encoding, plain ASCII.
 *
 * Threads: terminal_open once at the start of the program; the rest only reads.
 */
#ifndef BENCH_PRINT_TERMINAL_H
#define BENCH_PRINT_TERMINAL_H

#include <stddef.h>

enum terminal_sign {
    SIGN_PLUS_MINUS, /* half the width of an interval follows */
    SIGN_TO          /* between the ends of an interval */
};

/* Chooses the encoding by LC_ALL, LC_CTYPE and LANG. Numbers stay in the C locale. */
void terminal_open(void);

/* A sign in the encoding chosen: "±" or "+-", "…" or "...". */
const char *terminal_sign(enum terminal_sign sign);

/* Columns of a stream's terminal, or of $COLUMNS where that is set; 0: no limit,
 * because the stream is no terminal. */
size_t terminal_width(int fd);

/* Columns that a text takes. */
size_t terminal_columns(const char *text);

/* Prints a text to standard output with lines of at most `width` columns, broken at
 * spaces; 0: no limit. */
void terminal_fold(const char *text, size_t width);

#endif
